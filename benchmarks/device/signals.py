"""What is played into an interface: tones, exponential sweeps, trains of chirps. Never loud, never abrupt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Audio = NDArray[np.float32]

LOUDEST_DBFS = -12.0
"""Nothing is ever played louder: somebody may wear the headphones that the cable was taken from."""
TONE_HZ = 997.0  # AES17: near 1 kHz, and no divisor of a usual rate
SWEEP_FROM_HZ = 10.0  # an octave and a half below the lowest band that is told
CHIRP_S, CHIRP_HZ = 0.05, (500.0, 12_000.0)
_FADE_S = 0.02
_GAPS_S = (0.2, 0.3)


def amplitude(dbfs: float) -> float:
    """Peak of a sine of that level; 0 dBFS is a sine that just fills the scale (AES17)."""
    return float(10.0 ** (dbfs / 20.0))


def sweep_top_hz(rate_hz: int) -> float:
    """Where a sweep ends: 22 kHz, or a little below half the rate."""
    return min(22_000.0, 0.48 * rate_hz)


def faded(signal: Floats, rate_hz: int, fade_s: float = _FADE_S) -> Floats:
    """``(frames,)`` with raised cosines at both ends."""
    count = min(len(signal) // 2, round(fade_s * rate_hz))
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(1, count))
    out = signal.copy()
    out[:count] *= ramp
    out[len(out) - count :] *= ramp[::-1]
    return out


def tone(rate_hz: int, seconds: float, dbfs: float, hz: float = TONE_HZ) -> Floats:
    """A sine, ``(frames,)``."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return faded(amplitude(dbfs) * np.sin(2 * np.pi * hz * at), rate_hz)


def sweep(rate_hz: int, seconds: float, dbfs: float) -> Floats:
    """An exponential sweep, ``(frames,)``: harmonics come out before the linear response.

    A. Farina, *Simultaneous measurement of impulse response and distortion with a swept-sine technique*,
    108th AES Convention (2000).
    """
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    pace = np.log(sweep_top_hz(rate_hz) / SWEEP_FROM_HZ) / seconds
    phase = 2 * np.pi * SWEEP_FROM_HZ / pace * (np.exp(pace * at) - 1)
    return faded(amplitude(dbfs) * np.sin(phase), rate_hz, 0.005)


def chirp(rate_hz: int, dbfs: float) -> Floats:
    """A short sweep under a Hann window, ``(frames,)``."""
    count = round(CHIRP_S * rate_hz)
    at = np.arange(count) / rate_hz
    pace = np.log(CHIRP_HZ[1] / CHIRP_HZ[0]) / CHIRP_S
    phase = 2 * np.pi * CHIRP_HZ[0] / pace * (np.exp(pace * at) - 1)
    return np.asarray(amplitude(dbfs) * np.sin(phase) * np.hanning(count))


@dataclass(frozen=True)
class Train:
    """Chirps in a row.

    Parameters
    ----------
    play : NDArray[float32]
        ``(frames, 2)``, the same in both channels.
    one : NDArray[float64]
        ``(frames,)``, a single chirp.
    starts : NDArray[int64]
        ``(chirps,)``, where each begins.
    rate_hz : int
    """

    play: Audio
    one: Floats
    starts: NDArray[np.int64]
    rate_hz: int


def train(rate_hz: int, seconds: float, dbfs: float, *, sparse: bool = False) -> Train:
    """Chirps after uneven gaps, so that the whole train fits at one delay only, however long it is.

    Parameters
    ----------
    rate_hz : int
    seconds : float
        At least 1.
    dbfs : float
        Level of a chirp's middle.
    sparse : bool
        One a second and not four.

    Raises
    ------
    ValueError
        Less than a second.
    """
    if seconds < 1.0:
        raise ValueError(f"chirps in {seconds} s")
    rng = np.random.default_rng(997)  # what is played is always the same
    low, high = (4 * gap if sparse else gap for gap in _GAPS_S)
    gaps = rng.uniform(low, high, int(seconds / low) + 1)
    at = np.concatenate([[0.1], 0.1 + np.cumsum(gaps)])
    starts = np.round(at[at < seconds - 0.5] * rate_hz).astype(np.int64)
    one = chirp(rate_hz, dbfs)
    play = np.zeros(round(seconds * rate_hz))
    for start in starts.tolist():
        play[start : start + len(one)] += one
    return Train(stereo(play, play), one, starts, rate_hz)


def bins_hz(size: int, rate_hz: float) -> Floats:
    """Frequencies of a real transform of that size, ``(size // 2 + 1,)``."""
    return np.asarray(np.fft.rfftfreq(size, 1 / rate_hz), dtype=np.float64)


def stereo(left: Floats, right: Floats) -> Audio:
    """Two ``(frames,)`` as ``(frames, 2)``."""
    return np.stack([left, right], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Programme:
    """All that one take plays to judge sound: silence, a sweep left, a sweep right, a tone in both.

    Parameters
    ----------
    play : NDArray[float32]
        ``(frames, 2)``.
    parts : dict[str, slice]
        ``silence``, ``left``, ``right``, ``tone``; each is followed by silence of ``tail`` frames.
    swept : NDArray[float64]
        ``(frames,)``, the sweep.
    tail : int
    rate_hz : int
    """

    play: Audio
    parts: dict[str, slice]
    swept: Floats
    tail: int
    rate_hz: int


def programme(rate_hz: int, dbfs: float, *, each_s: float = 4.0, tail_s: float = 1.0) -> Programme:
    """Put it together: four parts of ``each_s``, each with a tail that a long round trip fits into."""
    each, tail = round(each_s * rate_hz), round(tail_s * rate_hz)
    swept, steady = sweep(rate_hz, each_s, dbfs), tone(rate_hz, each_s, dbfs)
    left, right = np.zeros(4 * (each + tail)), np.zeros(4 * (each + tail))
    parts = {
        name: slice(index * (each + tail), index * (each + tail) + each)
        for index, name in enumerate(("silence", "left", "right", "tone"))
    }
    left[parts["left"]], right[parts["right"]] = swept, swept
    left[parts["tone"]] = right[parts["tone"]] = steady
    return Programme(stereo(left, right), parts, swept, tail, rate_hz)
