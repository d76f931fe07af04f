"""Which servers' pages are paired with this companion: their keys, as digests only."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

__all__ = ["Keys", "keys_file"]

MOST_PER_ORIGIN = 8
"""Browsers and profiles of one person; the oldest gives way."""


def keys_file() -> Path:
    """Where they are kept: beside the user's other settings."""
    if os.name == "nt":
        base = os.environ.get("APPDATA") or str(Path.home())
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "klangbro" / "companion.json"


class Keys:
    """Keys by origin (``https://host[:port]``), in a file that only its user may read.

    Parameters
    ----------
    path : Path
        One that cannot be read is as if nothing had been paired.
    draw : Callable[[], str]
        Makes a key nobody can guess.

    Notes
    -----
    Thread-safe: no.
    """

    def __init__(self, path: Path, *, draw: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> None:
        self._path, self._draw = path, draw

    def add(self, origin: str) -> str:
        """Make a key for pages of that origin; only its digest is kept."""
        key, known = self._draw(), self._read()
        known[origin] = [*known.get(origin, []), _digest(key)][-MOST_PER_ORIGIN:]
        self._write(known)
        return key

    def opens(self, origin: str, key: str) -> bool:
        """Whether a page of that origin has shown a key of its own."""
        digest = _digest(key)
        found = False
        for one in self._read().get(origin, []):
            found |= hmac.compare_digest(one, digest)
        return found

    def origins(self) -> list[str]:
        """Whose pages are paired."""
        return sorted(self._read())

    def forget(self, origin: str) -> None:
        """No page of that origin is paired any more."""
        known = self._read()
        if known.pop(origin, None) is not None:
            self._write(known)

    def _read(self) -> dict[str, list[str]]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(known, dict):
            return {}
        return {
            origin: [one for one in digests if isinstance(one, str)]
            for origin, digests in known.items()
            if isinstance(digests, list)
        }

    def _write(self, known: dict[str, list[str]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(known, file, indent=1)
        draft.replace(self._path)


def _digest(key: str) -> str:
    # Keys are 256 random bits: a plain digest cannot be searched, and needs no salt.
    return hashlib.sha256(key.encode()).hexdigest()
