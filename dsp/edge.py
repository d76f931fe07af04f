"""Between a sound card's rate and ours: a streaming resampler for ratios such as 147 to 160."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["EdgeResampler"]

BETA = 11.0
"""Kaiser window: what folds or mirrors is 108 dB down."""
_NARROW_TAPS, _NARROW_CUT = 38, 0.95
_WIDE_TAPS, _WIDE_CUT = 20, 1.0
"""Taps on either side at the slower rate, and the middle of the edge as a share of its half:
flat to 19 kHz where one of them is 44 100 Hz; where both leave room above hearing, half as long."""
_ROOMY_HZ = 48_000
_LEAST_HZ, _MOST_HZ = 8_000, 192_000
_ROOM_BLOCKS = 8  # so many blocks go into the buffer until what is still needed moves to its front


class EdgeResampler:
    """Turn blocks at one rate into blocks at another, of which as many come out as went in, to the sample.

    Output sample ``n`` is the input at ``n * from_hz / to_hz - delay_samples``, exactly: places are counted
    in whole numbers, so that nothing drifts however long it runs. After ``t`` input samples there are
    ``ceil(t * to_hz / from_hz)`` output samples; a chain there and back gives no fewer than went in.

    Parameters
    ----------
    from_hz, to_hz : int
        8 000 to 192 000.
    channels : int
        At least 1.
    most_frames : int
        The longest block that will be pushed.

    Raises
    ------
    ValueError
        An argument is out of range (the message gives it).

    Notes
    -----
    Realtime-safe: yes (a new length of output allocates once). Thread-safe: no.
    A Kaiser-windowed sinc in polyphase form (Crochiere and Rabiner, "Multirate Digital Signal Processing",
    3.3), cut off below half of the slower rate.
    """

    def __init__(self, from_hz: int, to_hz: int, *, channels: int, most_frames: int) -> None:
        for name, rate_hz in (("from_hz", from_hz), ("to_hz", to_hz)):
            if not _LEAST_HZ <= rate_hz <= _MOST_HZ:
                raise ValueError(f"{name} must be {_LEAST_HZ} to {_MOST_HZ}, not {rate_hz}")
        if channels < 1:
            raise ValueError(f"channels must be at least 1, not {channels}")
        if most_frames < 1:
            raise ValueError(f"most_frames must be at least 1, not {most_frames}")
        ratio = Fraction(to_hz, from_hz)
        self._up, self._down = ratio.numerator, ratio.denominator
        roomy = min(from_hz, to_hz) >= _ROOMY_HZ
        taps, cut = (_WIDE_TAPS, _WIDE_CUT) if roomy else (_NARROW_TAPS, _NARROW_CUT)
        half = math.ceil(taps * max(1.0, from_hz / to_hz))
        self.delay_samples = half
        self.delay_s = half / from_hz
        self._taps = 2 * half
        self._table = _kernels(self._up, half, cut * min(1.0, to_hz / from_hz))
        self._most = most_frames
        self._buffer = np.zeros((channels, self._taps + 2 + (_ROOM_BLOCKS + 1) * most_frames), np.float32)
        self._offsets = np.arange(self._taps)
        self._rooms: dict[int, _Room] = {}
        self.restart(0, 0)

    def restart(self, input_sample: int, output_sample: int) -> None:
        """Begin anew in silence: the next block pushed begins at ``input_sample`` of the input's count, the
        next pulled at ``output_sample`` of the output's."""
        self._buffer.fill(0.0)
        self._filled = self._taps + 2
        self._first = input_sample - self._filled  # index of the buffer's first sample
        self.output_sample = output_sample

    @property
    def available(self) -> int:
        """How many frames can be pulled."""
        taken = self._first + self._filled
        return max(0, -(-taken * self._up // self._down) - self.output_sample)

    def push(self, block: NDArray[np.float32]) -> None:
        """Take in ``(frames, channels)``, ``most_frames`` at the most."""
        frames = len(block)
        if self._filled + frames > self._buffer.shape[1]:
            keep = self._taps + 2
            gone = self._filled - keep
            self._buffer[:, :keep] = self._buffer[:, gone : self._filled]
            self._first += gone
            self._filled = keep
        self._buffer[:, self._filled : self._filled + frames] = block.T
        self._filled += frames

    def pull(self, out: NDArray[np.float32]) -> None:
        """Fill ``(frames, channels)`` with what comes next; no more than is `available`."""
        frames = len(out)
        room = self._rooms.get(frames)
        if room is None:
            room = self._rooms.setdefault(frames, _Room(frames, self._taps))
        # Places in units of 1/up input samples; the taps of a place end `delay` after it.
        begin = self.output_sample * self._down - self._first * self._up
        np.add(room.steps_down(self._down), begin, out=room.places)
        np.floor_divide(room.places, self._up, out=room.whole)
        np.multiply(room.whole, -self._up, out=room.phases)
        np.add(room.phases, room.places, out=room.phases)
        np.take(self._table, room.phases, axis=0, out=room.kernels, mode="clip")
        np.subtract(room.whole, self._taps - 1, out=room.whole)
        np.add(room.whole[:, None], self._offsets, out=room.indices)
        for channel, samples in enumerate(self._buffer):
            np.take(samples, room.indices, out=room.windows, mode="clip")
            np.vecdot(room.windows, room.kernels, out=room.points)
            out[:, channel] = room.points
        self.output_sample += frames


class _Room:
    """Arrays to work in, for outputs of one length."""

    def __init__(self, frames: int, taps: int) -> None:
        self._numbers = np.arange(frames, dtype=np.int64)
        self._steps: NDArray[np.int64] | None = None
        self.places = np.zeros(frames, np.int64)
        self.whole = np.zeros(frames, np.int64)
        self.phases = np.zeros(frames, np.int64)
        self.indices = np.zeros((frames, taps), np.int64)
        self.windows = np.zeros((frames, taps), np.float32)
        self.kernels = np.zeros((frames, taps), np.float32)
        self.points = np.zeros(frames, np.float32)

    def steps_down(self, down: int) -> NDArray[np.int64]:
        if self._steps is None:
            self._steps = self._numbers * down
        return self._steps


def _kernels(up: int, half: int, cut: float) -> NDArray[np.float32]:
    """For each phase the weights of the ``2 * half`` newest samples, oldest first, ``(up, 2 * half)``.

    The newest is at the place's whole part, ``half`` samples after what is read.
    """
    phase = np.arange(up)[:, None] / up
    at = np.arange(-2 * half + 1, 1)[None, :] - phase + half
    inside = np.clip(1.0 - (at / half) ** 2, 0.0, None)
    rows = np.sinc(at * cut) * np.i0(BETA * np.sqrt(inside))
    return np.ascontiguousarray(rows / rows.sum(axis=1, keepdims=True), np.float32)
