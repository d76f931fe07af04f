"""Cells of tables that people open in spreadsheets."""

from __future__ import annotations

from decimal import Decimal

Cell = str | int | Decimal
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Undo `neutral`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
