"""A windowed-sinc resampler with a fractional cursor, for ratios next to 1."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

TAPS = 32
BEHIND = TAPS // 2 - 1  # samples before the cursor's own that a kernel reads
AHEAD = TAPS // 2  # and after it: 0.33 ms at 48 kHz, all the delay there is
_PHASES = 512
_BETA = 12.0
_MOST_TURN = 0.03  # of a sample; a Taylor series of three terms is exact to 115 dB at 10 kHz over that
_STEP = 1e-3
_MOST_FRAMES = 256  # at a time


def _kernels(phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kaiser-windowed sinc at phases of 0 to 1, ``(phases, 32)``."""
    at = np.arange(-BEHIND, AHEAD + 1)[None, :] - phase[:, None]
    inside = np.clip(1.0 - (at / AHEAD) ** 2, 0.0, None)
    rows = np.sinc(at) * np.i0(_BETA * np.sqrt(inside)) / np.i0(_BETA)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def _taylor() -> NDArray[np.float32]:
    """For each of 513 phases, kernel, slope and half its curvature, ``(513, 3, 32)``."""
    phase = np.arange(_PHASES + 1) / _PHASES
    before, at, after = (_kernels(phase + step) for step in (-_STEP, 0.0, _STEP))
    terms = (at, (after - before) / (2 * _STEP), (after - 2 * at + before) / (2 * _STEP**2))
    return np.ascontiguousarray(np.stack(terms, axis=1), np.float32)


_TABLE = _taylor()


class Resampler:
    """Read samples at fractional places of an array.

    Parameters
    ----------
    source : NDArray[float32]
        ``(channels, n)``; it may change between calls, its memory may not.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    Better than 110 dB to 14 kHz. A whole-numbered place and a ratio of exactly 1 copy the samples bit by
    bit. J. O. Smith, "Digital Audio Resampling", is the method; as the phase hardly moves within a block,
    the kernel of its middle and how that changes with phase give the kernels of all its frames.
    """

    def __init__(self, source: NDArray[np.float32]) -> None:
        self._source = source
        self._windows = sliding_window_view(source, TAPS, axis=1)  # (channels, n - 31, 32)
        self._rooms: dict[int, _Room] = {}

    def read(self, place: float, ratio: float, out: NDArray[np.float32], *, width: int) -> None:
        """Fill ``out`` ``(frames, channels)`` with the source at ``place + ratio * k``.

        ``width`` is how many channels of the source to read; with 1, all of ``out`` gets the first. The
        caller sees to it that 15 samples before the first and 16 after the last place exist.
        """
        frames = len(out)
        done = 0
        while done < frames:
            at = place + done * ratio
            first = int(at)
            phase = at - first
            count = min(frames - done, _MOST_FRAMES)
            if ratio == 1.0:
                if phase == 0.0:
                    out[done:] = self._source[:width, first : first + frames - done].T
                    return
            else:
                moves = ratio - 1.0
                room = (1.0 - phase) / moves if moves > 0.0 else phase / -moves
                count = min(count, int(min(room, _MOST_TURN / abs(moves))) + 1)
            self._read_part(first, phase, ratio - 1.0, out[done : done + count], width)
            done += count

    def _read_part(
        self, first: int, phase: float, moves: float, out: NDArray[np.float32], width: int
    ) -> None:
        """Read where the phase stays within one sample: a Taylor series about its middle."""
        frames = len(out)
        room = self._rooms.get(frames)
        if room is None:  # a card's blocks are all alike; a splice of phase makes two lengths of one
            room = self._rooms.setdefault(frames, _Room(frames, len(self._source)))
        row = int((phase + moves * (frames - 1) / 2) * _PHASES + 0.5)
        np.multiply(room.steps, moves, out=room.away)
        np.add(room.away, phase - row / _PHASES, out=room.away)
        np.multiply(room.away, room.away, out=room.squared)
        np.matmul(room.powers.T, _TABLE[row], out=room.kernels)
        begin = first - BEHIND
        if width == 1:
            np.vecdot(self._windows[0, begin : begin + frames], room.kernels, out=room.points[0])
            out[:] = room.points[0, :, None]
        else:
            np.vecdot(self._windows[:, begin : begin + frames], room.kernels, out=room.points)
            out[:] = room.points.T


class _Room:
    """Arrays to work in, for blocks of one length: to slice larger ones would cost as much as the work."""

    def __init__(self, frames: int, channels: int) -> None:
        self.steps = np.arange(frames, dtype=np.float32)
        self.powers = np.ones((3, frames), np.float32)  # of how far each frame is from the kernel's phase
        self.away, self.squared = self.powers[1], self.powers[2]
        self.kernels = np.zeros((frames, TAPS), np.float32)
        self.points = np.zeros((channels, frames), np.float32)
