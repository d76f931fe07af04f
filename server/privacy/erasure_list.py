"""The list of erasures beside the database, from which a restored backup learns whom to forget again.

It is kept apart from backups of the database and holds hashes of ids that were random to begin with: alone
it says nothing about anybody, and with a backup in which the person still is, it finds them.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from server.data_dir import write_private
from server.errors import DatabaseUnavailableError

_HEAD = "klangbro erasures"


def digest(kind: Literal["person", "lesson", "interest"], identifier: str) -> str:
    """What stands in the list for somebody or something."""
    return hashlib.sha256(f"klangbro erasure {kind} {identifier}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ErasureList:
    """A file of lines, only ever added to.

    Raises
    ------
    DatabaseUnavailableError
        From all methods: it cannot be read or written.
    """

    path: Path

    def exists(self) -> bool:
        return self.path.is_file()

    def made_anew(self) -> bool:
        """Whether the list was written from the database after it had been lost."""
        return bool(self._lines()[:1] and self._lines()[0].get("anew"))

    def make(self, entries: dict[str, float], *, anew: bool) -> None:
        """Write a new list."""
        head = {"list": _HEAD, "anew": anew}
        lines = [head, *(_entry(who, at_s) for who, at_s in sorted(entries.items()))]
        write_private(self.path, "".join(json.dumps(line) + "\n" for line in lines).encode())

    def add(self, who: str, at_s: float) -> None:
        """Add an entry; once this has returned it survives a power cut."""
        if not self.exists():
            self.make({}, anew=False)
        try:
            with self.path.open("a", encoding="ascii") as file:
                file.write(json.dumps(_entry(who, at_s)) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(error) from error

    def entries(self) -> dict[str, float]:
        """Everything that was erased, and when (unix time)."""
        found = {}
        for line in self._lines():
            if isinstance(line.get("who"), str) and isinstance(line.get("at"), str):
                found[line["who"]] = datetime.fromisoformat(line["at"]).timestamp()
        return found

    def _lines(self) -> list[dict[str, str]]:
        if not self.exists():
            return []
        lines = []
        try:
            for text in self.path.read_text(encoding="ascii").splitlines():
                try:
                    line = json.loads(text)
                except ValueError:
                    continue  # a power cut in the middle of a line; what it was for is done again
                if isinstance(line, dict):
                    lines.append(line)
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable(error) from error
        return lines

    def _unusable(self, error: Exception) -> DatabaseUnavailableError:
        return DatabaseUnavailableError(
            f"The list of erasures {self.path} cannot be read or written ({type(error).__name__}).",
            "Put back the copy you keep, or choose its place with KLANGBRO_ERASURE_LIST.",
        )


def _entry(who: str, at_s: float) -> dict[str, object]:
    # The day is enough, and says less.
    return {"who": who, "at": datetime.fromtimestamp(at_s, UTC).date().isoformat() + "T00:00:00+00:00"}
