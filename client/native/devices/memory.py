"""What was found out about each sound device and chosen for it, kept for the next lesson."""

from __future__ import annotations

import json
import os
from pathlib import Path

from client.native.devices.channels import Channels

__all__ = ["Memory"]


class Memory:
    """The block that each device holds and the channels chosen for it, in a file of this user's.

    Parameters
    ----------
    path : Path or None
        ``klangbro/sound-devices.json`` in the user's configuration by default (``devices.json`` beside it
        holds what `klangbro bench device` measured). One that cannot be read is as if nothing had been
        tried; one that cannot be written is left.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or _config_folder() / "klangbro" / "sound-devices.json"

    def block_frames(self, device: str) -> int | None:
        """What was found for a device of that name; None: it was never tried, or none held."""
        known = self._of(device).get("block_frames")
        return known if isinstance(known, int) and 16 <= known <= 4096 else None

    def keep(self, device: str, block_frames: int) -> None:
        """Remember the block it holds."""
        self._put(device, {"block_frames": block_frames, "asked": True})

    def asked(self, device: str) -> bool:
        """Whether its person was asked, or it was tried, before."""
        return bool(self._of(device).get("asked"))

    def keep_asked(self, device: str) -> None:
        """Ask no more."""
        self._put(device, {"asked": True})

    def channels(self, device: str) -> Channels:
        """What was chosen last."""
        known = self._of(device)
        return Channels(_numbers(known.get("inputs")), _numbers(known.get("outputs")))

    def keep_channels(self, device: str, channels: Channels) -> None:
        """Remember what was chosen; what is not said stays as it was."""
        chosen = channels | self.channels(device)
        self._put(device, {"inputs": list(chosen.inputs), "outputs": list(chosen.outputs)})

    def _of(self, device: str) -> dict[str, object]:
        known = self._read().get(device)
        return known if isinstance(known, dict) else {}

    def _put(self, device: str, news: dict[str, object]) -> None:
        known = self._read() | {device: self._of(device) | news}
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


def _numbers(value: object) -> tuple[int, ...]:
    """One or two channel numbers; anything else is as if none had been kept."""
    if not isinstance(value, list) or len(value) > 2:
        return ()
    numbers = tuple(one for one in value if isinstance(one, int) and one >= 1)
    return numbers if len(numbers) == len(value) else ()


def _config_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home())
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
