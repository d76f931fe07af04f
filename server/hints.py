"""What a page will ask for next, told with its document: a slow network's round trips run side by side.

A page's script finds out which language it speaks and that it is a lesson's page only once it runs; what it
then asks for takes as long again (RFC 8288 Link, HTML's ``modulepreload``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
LANGUAGES = ("sv", "fi", "en", "it", "lt")
_DOCUMENT = "index.html"
_WORDS = "src/i18n/generated/{}.ts"
_ROOM = "src/pages/lesson/room-page.tsx"
_OF_LESSON = frozenset({"join", "lesson"})


class Hints:
    """Reads which files belong together from what the build wrote down; says nothing where it wrote nothing.

    Parameters
    ----------
    web_root : Path
        The built pages. A new build is noticed.
    """

    def __init__(self, web_root: Path) -> None:
        self._path = web_root / MANIFEST
        self._read_ns: int | None = None
        self._parts: dict[str, Any] = {}

    def link(self, page: str, languages: str) -> str:
        """Write the Link header of a page, "join" say; "" for none.

        Parameters
        ----------
        languages : str
            The request's Accept-Language.
        """
        self._refresh()
        wanted = [_WORDS.format(_first_spoken(languages))]
        if page.strip("/") in _OF_LESSON:
            wanted.append(_ROOM)
        document = set(self._files(_DOCUMENT, set()))
        found = dict.fromkeys(name for key in wanted for name in self._files(key, set()))
        return ", ".join(_hint(name) for name in found if name not in document)

    def _refresh(self) -> None:
        try:
            changed_ns = self._path.stat().st_mtime_ns
            if changed_ns != self._read_ns:
                self._parts = json.loads(self._path.read_text())
                self._read_ns = changed_ns
        except (OSError, ValueError):
            self._parts = {}

    def _files(self, key: str, seen: set[str]) -> Iterator[str]:
        """Yield a part's file and those that come with it at once."""
        part = self._parts.get(key)
        if part is None or key in seen:
            return
        seen.add(key)
        yield part["file"]
        yield from part.get("css", ())
        for other in part.get("imports", ()):
            yield from self._files(other, seen)


def _hint(name: str) -> str:
    if name.endswith(".css"):
        return f"</{name}>; rel=preload; as=style; crossorigin"
    return f"</{name}>; rel=modulepreload"


def _first_spoken(languages: str) -> str:
    """Choose as the page does (client/web/src/i18n): the first that it speaks, English if none."""
    for each in languages.split(","):
        base = each.split(";")[0].strip().lower().split("-")[0]
        if base in LANGUAGES:
            return base
    return "en"
