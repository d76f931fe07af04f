"""What an emulated interface is told to be, and how a person writes it down."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

PREFIX = "emulated:"
_REFERENCE_FRAMES = 64


class Fault(StrEnum):
    """What can be wrong with an interface and its cable."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    MUTED = "muted"
    WRONG_CHANNEL = "wrong-channel"
    CLIPPING = "clipping"
    ECHO = "echo"


@dataclass(frozen=True)
class Truth:
    """An interface.

    Parameters
    ----------
    rtl_ms : float
        Round trip at 64 frames; need not be a whole number of samples.
    buffers : float
        How many blocks of it grow with the block.
    drift_ppm : float
        How much faster than the system's clock its own runs.
    jitter_ms : float
        How late its calls are on average; never early.
    noise_dbfs : float
        White noise at the input, 0 to half the rate, against a full-scale sine.
    thd_db : float
        Second harmonic of a full-scale sine; the third is 6 dB weaker.
    response : tuple[tuple[float, float], ...]
        ``(hz, dB)`` in between which it bends smoothly; empty: flat.
    gain_db, balance_db : float
        Of the left channel from output to input; how much louder the right one is.
    crosstalk_db : float
        What of each channel is in the other.
    clip_dbfs : float
        Where the input clips.
    holds_frames : int
        Smaller blocks drop out several times a second.
    echo_ms, echo_db : float
        What comes again under `Fault.ECHO`, how late and how strong.
    fault : Fault

    Raises
    ------
    ValueError
        A number is not one, or out of the range in which an interface can be.
    """

    rtl_ms: float = 5.9
    buffers: float = 2.0
    drift_ppm: float = 0.0
    jitter_ms: float = 0.1
    noise_dbfs: float = -100.0
    thd_db: float = -60.0
    response: tuple[tuple[float, float], ...] = ()
    gain_db: float = 0.0
    balance_db: float = 0.0
    crosstalk_db: float = -90.0
    clip_dbfs: float = 0.0
    holds_frames: int = 32
    echo_ms: float = 12.0
    echo_db: float = -15.0
    fault: Fault = Fault.NONE

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{field.name} {value}: needs a number")
        for name, low, high in (
            ("rtl_ms", 1.5, 500.0),
            ("drift_ppm", -1000.0, 1000.0),
            ("jitter_ms", 0.0, 100.0),
            ("echo_ms", 0.1, 1000.0),
        ):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} {getattr(self, name)}: needs {low:g} to {high:g}")
        if any(hz <= 0 for hz, _ in self.response):
            raise ValueError(f"response {self.response}: needs frequencies above 0 Hz")

    def rtl_samples(self, rate_hz: int, block_frames: int) -> float:
        """The round trip with that block, in samples of that rate."""
        return self.rtl_ms * rate_hz / 1000 + self.buffers * (block_frames - _REFERENCE_FRAMES)


_UNITS = {"rtl": "ms", "jitter": "ms", "drift": "ppm", "noise": "dBFS", "clip": "dBFS"}
_NAMES = {"rtl": "rtl_ms", "jitter": "jitter_ms", "drift": "drift_ppm", "noise": "noise_dbfs"} | {
    "thd": "thd_db",
    "gain": "gain_db",
    "balance": "balance_db",
    "crosstalk": "crosstalk_db",
    "clip": "clip_dbfs",
    "buffers": "buffers",
}


def parse(spec: str) -> Truth:
    """Read ``emulated:rtl=5.9ms,drift=12ppm,noise=-95dBFS,...``.

    Further: ``jitter thd gain balance crosstalk clip buffers``, ``holds=64``, ``response=100:-1/8000:-3``
    (Hz and dB), ``echo=12ms/-15dB`` and ``fault=unplugged``, ``muted``, ``wrong-channel``, ``clipping``.

    Raises
    ------
    ValueError
        A part cannot be understood; the message names it.
    """
    truth = Truth()
    for part in filter(None, spec.removeprefix(PREFIX.rstrip(":")).removeprefix(":").split(",")):
        name, _, text = part.partition("=")
        try:
            truth = _with(truth, name, text)
        except (ValueError, KeyError) as error:
            why = error if isinstance(error, ValueError) else f"choose of {', '.join(_words())}"
            raise ValueError(f"{part!r} in {spec!r}: {why}") from error
    return truth


def _words() -> list[str]:
    return [*_NAMES, "holds", "response", "echo", "fault"]


def _with(truth: Truth, name: str, text: str) -> Truth:
    if name == "holds":
        return replace(truth, holds_frames=int(text))
    if name == "fault":
        fault = Fault(text)
        gain_db = 30.0 if fault is Fault.CLIPPING else truth.gain_db
        return replace(truth, fault=fault, gain_db=gain_db)
    if name == "response":
        pairs = (pair.partition(":") for pair in text.split("/"))
        return replace(truth, response=tuple((float(hz), float(db)) for hz, _, db in pairs))
    if name == "echo":
        late, _, level = text.partition("/")
        return replace(
            truth,
            fault=Fault.ECHO,
            echo_ms=float(late.removesuffix("ms")),
            echo_db=float(level.removesuffix("dB")),
        )
    value = float(text.removesuffix(_UNITS.get(name, "dB")))
    changed: dict[str, Any] = {_NAMES[name]: value}
    return replace(truth, **changed)
