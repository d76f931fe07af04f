"""The frame of a page: type, colours, print. No script, no font, nothing fetched."""

from __future__ import annotations

from html import escape
from pathlib import Path

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def page(title: str, body: str) -> str:
    """A whole HTML document around ``body``, which must be HTML already."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:; img-src data:"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def cards(figures: list[tuple[str, str, str]]) -> str:
    """Figures to see at a glance: ``(value, unit, what it is)``."""
    items = "".join(
        f"<li><b>{escape(value)} <small>{escape(unit)}</small></b><span>{escape(what)}</span></li>"
        for value, unit, what in figures
    )
    return f'<ul class="cards">{items}</ul>'


def table(heads: list[str], rows: list[list[str]], *, words: bool = False) -> str:
    """A table whose first column names the row; of figures, or of ``words``."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_row(row[0], row[1:]) for row in rows)
    kind = ' class="words"' if words else ""
    return (
        f'<div class="scroll"><table{kind}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(name: str, cells: list[str]) -> str:
    return (
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(one)}</td>" for one in cells)}</tr>'
    )


def facts(pairs: list[tuple[str, str]]) -> str:
    """Small print: what was measured, and on what."""
    return f"<dl>{''.join(f'<dt>{escape(term)}</dt><dd>{escape(text)}</dd>' for term, text in pairs)}</dl>"
