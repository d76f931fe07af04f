"""What `klangbro bench device` has found out about the interfaces of this machine, for the lesson clock."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Calibration", "config_folder", "load", "store"]

_VERSION = 1


@dataclass(frozen=True)
class Calibration:
    """One interface at one rate and block.

    Parameters
    ----------
    device : str
        Its name, as PortAudio or JACK tells it.
    rate_hz, block_frames : int
    rtl_samples : float
        Measured round trip, from an output sample to the same sample at the input.
    drift_ppm : float or None
        How much faster than the system's clock its own runs.
    reported_ms : float or None
        The round trip as its driver states it.
    """

    device: str
    rate_hz: int
    block_frames: int
    rtl_samples: float
    drift_ppm: float | None = None
    reported_ms: float | None = None

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return f"{self.device}/{self.rate_hz}/{self.block_frames}"

    @property
    def unreported_s(self) -> float:
        """How much longer the round trip is than its driver says; 0 where that is not known."""
        if self.reported_ms is None:
            return 0.0
        return self.rtl_samples / self.rate_hz - self.reported_ms / 1000


def config_folder() -> Path:
    """The user's own settings (XDG base directories)."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "klangbro"


def _file() -> Path:
    return config_folder() / "devices.json"


def _read() -> dict[str, Any]:
    """All that is kept; nothing where the file is missing, damaged or of another version."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
        return dict(kept["devices"]) if kept["version"] == _VERSION else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def store(calibration: Calibration) -> Path:
    """Keep it beside the others, in the place of an older one; returns the file."""
    file, devices = _file(), _read()
    devices[calibration.key] = asdict(calibration)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".part")
    beside.write_text(
        json.dumps({"version": _VERSION, "devices": devices}, indent=1) + "\n", encoding="utf-8"
    )
    beside.replace(file)
    return file


def load(device: str, rate_hz: int, block_frames: int) -> Calibration | None:
    """What is known of an interface as it is set; None: it was never measured so."""
    kept = _read().get(f"{device}/{rate_hz}/{block_frames}")
    try:
        return None if kept is None else Calibration(**kept)
    except TypeError:
        return None
