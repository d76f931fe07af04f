"""What is known of an interface so far; kept on disk, so that a bench that was stopped can go on."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VERSION = 1
Kept = TypeVar("Kept", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LevelSet(_Part):
    """How loud was played."""

    out_dbfs: float
    in_dbfs: float
    clips_from_dbfs: float | None = None


class Screened(_Part):
    """One rate and block, for a few seconds."""

    rate_hz: int
    block_frames: int
    rtl_samples: float | None = Field(description="Median of the chirps; null: none came back.")
    lags_samples: list[float] = Field(default_factory=list, description="Each chirp's own.")
    xruns: int = 0
    slips: int = Field(default=0, description="Steps between chirps: sound that went missing unreported.")
    seconds: float = 0.0
    reported_ms: float | None = Field(default=None, description="Round trip as the driver states it.")
    failed: str | None = Field(default=None, description="Why it could not be opened.")


class Fault(_Part):
    """Something wrong, by name, and what to do."""

    name: str
    words: str


class Sound(_Part):
    """How it sounds."""

    thd_n_db: float | None
    noise_dbfs: float
    noise_a_dbfs: float
    response_hz: list[float]
    response_db: list[float] | None
    balance_db: float | None
    crosstalk_db: float | None
    lag_samples: float | None


class Long(_Part):
    """One setting looked at for long."""

    screened: Screened
    sound: Sound
    drift_ppm: float | None = None
    drift_halves_ppm: float | None = Field(
        default=None, description="How far the run's two halves are apart."
    )
    faults: list[Fault] = Field(default_factory=list)


class Device(_Part):
    """Everything about one interface."""

    name: str
    kind: str = Field(description="card, jack or emulated")
    hardware: bool = Field(description="Whether a real interface was measured.")
    way: Literal["cable", "air"] = Field(
        default="cable", description="How the output was led to the input; air: loudspeaker to microphone."
    )
    version: int = VERSION
    level: LevelSet | None = None
    screened: list[Screened] = Field(default_factory=list)
    long: list[Long] = Field(default_factory=list)
    faults: list[Fault] = Field(default_factory=list)
    best: str | None = Field(default=None, description="The setting to use.")
    sentence: str = ""


def cache_folder() -> Path:
    """Where what was measured half is kept (XDG)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "klangbro"


def partial_file(name: str) -> Path:
    """The file of one interface."""
    return cache_folder() / f"device-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'unnamed'}.json"


def save(device: BaseModel, file: Path) -> None:
    """Write it whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".part")
    beside.write_text(device.model_dump_json(indent=1) + "\n", encoding="utf-8")
    beside.replace(file)


def load(kind: type[Kept], file: Path) -> Kept | None:
    """Read it; None where there is none, or it is from another version."""
    try:
        return kind.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None


def read_result(file: Path) -> tuple[dict[str, Any], Device]:
    """A result of ``bench device --json``.

    Raises
    ------
    ValueError
        It is not one (the message names the file).
    """
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
        return result, Device.model_validate(result["device"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file} is not a result of klangbro bench device --json") from error
