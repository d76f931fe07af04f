"""How late a page hears and sees, from what `watch.js` took at both ends. Times are unix milliseconds.

Each block of sound carries the browser's own stamp of its first sample: when it was captured, or handed to
the output. The stamps' clock is tied to the machine's by the earliest reading of all.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import m2e

_MOST_MS = 950.0
_FOUND = 0.6
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """A recording, ``(frames,)``, and the time of each of its samples, unix ms."""

    samples: NDArray[np.float32]
    times_ms: Floats
    rate_hz: int


def sound(taken: Mapping[str, Any]) -> Sound:
    """What a page packed of its microphone, or of what it was about to play.

    Raises
    ------
    ValueError
        It is empty.
    """
    blocks = np.array(taken["blocks"], np.float64).reshape(-1, 2)
    rate_hz = int(taken["rate"])
    if not len(blocks) or not rate_hz:
        raise ValueError("a page recorded no sound")
    samples = np.frombuffer(base64.b64decode(taken["pcm"]), np.int16).astype(np.float32) / np.float32(32767)
    lengths = blocks[:, 1].astype(int)
    within = np.concatenate([np.arange(length) for length in lengths])
    return Sound(samples, np.repeat(blocks[:, 0], lengths) + within * (1000 / rate_hz), rate_hz)


def chirp_times(heard: Sound) -> Floats:
    """When each chirp of a recording begins, unix ms."""
    one = m2e.chirp(heard.rate_hz)
    high = m2e.highpass(heard.samples, heard.rate_hz)
    size = 1 << (len(high) + len(one)).bit_length()
    match = np.abs(np.fft.irfft(np.fft.rfft(high, size) * np.conj(np.fft.rfft(one, size)), size)[: len(high)])
    energy = float(one @ one)
    local = np.convolve(high.astype(np.float64) ** 2, np.ones(len(one)))[len(one) - 1 :]
    good = match / np.sqrt(energy * np.maximum(local[: len(match)], 1e-6 * energy))
    found: list[int] = []
    for at in np.argsort(-match):
        if match[at] < 0.05 * energy:
            break
        if good[at] > _FOUND and all(abs(int(at) - other) > heard.rate_hz // 2 for other in found):
            found.append(int(at))
        if len(found) > len(high) // heard.rate_hz + 1:
            break
    return np.asarray(heard.times_ms[np.sort(np.array(found, int))])


def pair(sent_ms: Floats, heard_ms: Floats) -> tuple[Floats, Floats]:
    """When each was heard, and how long after it was sent; what cannot be paired is left out."""
    if not len(sent_ms):
        return np.zeros(0), np.zeros(0)
    index = np.searchsorted(sent_ms, heard_ms, side="right") - 1
    known = index >= 0
    late = heard_ms[known] - sent_ms[index[known]]
    kept = late < _MOST_MS
    return heard_ms[known][kept], late[kept]


def picture_delays(own: Sequence[Sequence[float]], far: Sequence[Sequence[float]]) -> Floats:
    """How long after its capture each picture was shown, ms; each row is time, number and its own stamp.

    Numbers come again after five seconds, so the last capture of that number is the one meant.
    """
    captures: dict[int, list[float]] = {}
    for at, number, _ in own:
        captures.setdefault(int(number), []).append(at)
    found = []
    seen: set[tuple[int, float]] = set()
    for shown, number, _ in far:
        before = [at for at in captures.get(int(number), ()) if at <= shown]
        if before and (int(number), before[-1]) not in seen:
            seen.add((int(number), before[-1]))
            found.append(shown - before[-1])
    return np.array(found)


def stamped_delays(far: Sequence[Sequence[float]]) -> Floats:
    """Likewise of pictures that carry their capture time themselves, in ms modulo 2^32."""
    return np.array([(shown - stamp) % 2**32 for shown, _, stamp in far])
