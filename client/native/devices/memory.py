"""What was found out about each sound device, kept for the next lesson."""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["Memory"]


class Memory:
    """The block that each device holds, in a file of this user's.

    Parameters
    ----------
    path : Path or None
        ``klangbro/devices.json`` in the user's configuration by default. One that cannot be read is as if
        nothing had been tried; one that cannot be written is left.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or _config_folder() / "klangbro" / "devices.json"

    def block_frames(self, device: str) -> int | None:
        """What was found for a device of that name; None: it was never tried."""
        known = self._read().get(device)
        return known if isinstance(known, int) and 16 <= known <= 4096 else None

    def keep(self, device: str, block_frames: int) -> None:
        """Remember it."""
        known = self._read() | {device: block_frames}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            return

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def _config_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home())
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
