"""Round trips of common interfaces as others have published them, each with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("published.toml")


@dataclass(frozen=True)
class Published:
    """One figure of one interface.

    Attributes
    ----------
    rtl_ms : float
        There and back.
    how : str
        What it was measured with; by a cable where nothing else is said.
    source : str
        Where it was read.
    """

    name: str
    setting: str
    rtl_ms: float
    how: str
    source: str


@cache
def published() -> tuple[Published, ...]:
    """All of them, the quickest first."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["interface"]
    return tuple(sorted((Published(**row) for row in rows), key=lambda one: one.rtl_ms))
