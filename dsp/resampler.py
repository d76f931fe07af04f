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
_MOST_TURN = 0.03  # of a sample; a parabola through three kernels is exact to 130 dB over that


def _kernels() -> NDArray[np.float64]:
    """Kaiser-windowed sinc, one row for each of 512 phases and one more to interpolate to."""
    phase = np.arange(_PHASES + 2)[:, None] / _PHASES
    at = np.arange(-BEHIND, AHEAD + 1)[None, :] - phase
    inside = np.clip(1.0 - (at / AHEAD) ** 2, 0.0, None)
    rows = np.sinc(at) * np.i0(_BETA * np.sqrt(inside)) / np.i0(_BETA)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


_ROWS = _kernels()
_TABLE = _ROWS[:-1].astype(np.float32)
_SLOPE = np.diff(_ROWS, axis=0).astype(np.float32)


def _kernels_at(phases: tuple[float, float, float]) -> NDArray[np.float32]:
    """The kernels ``(3, 32)`` at phases of 0 to 1, between two rows of the table."""
    places = np.array(phases) * _PHASES
    rows = places.astype(np.intp)
    places -= rows
    return np.asarray(_TABLE[rows] + places.astype(np.float32)[:, None] * _SLOPE[rows])


def _parabola(frames: int) -> NDArray[np.float32]:
    """What a block's beginning, middle and end count for each of its frames, ``(frames, 3)``."""
    along = np.linspace(0.0, 1.0, frames)
    weights = (
        (1 - along) * (1 - 2 * along),
        4 * along * (1 - along),
        along * (2 * along - 1),
    )
    return np.stack(weights, axis=1).astype(np.float32)


class Resampler:
    """Read samples at fractional places of an array.

    Parameters
    ----------
    source : NDArray[float32]
        ``(n, channels)``; it may change between calls, its memory may not.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    Better than 110 dB to 14 kHz. A whole-numbered place and a ratio of exactly 1 copy the samples bit by
    bit. J. O. Smith, "Digital Audio Resampling", is the method; as the phase hardly moves within a block,
    three kernels and a parabola through them do for all its frames.
    """

    def __init__(self, source: NDArray[np.float32]) -> None:
        self._source = source
        self._channels = source.shape[1]
        self._windows = sliding_window_view(source, TAPS, axis=0)  # (n - 31, channels, 32)
        self._parabolas: dict[int, NDArray[np.float32]] = {}  # one or two lengths are in use

    def read(self, place: float, ratio: float, out: NDArray[np.float32]) -> None:
        """Fill ``out`` ``(frames, channels)`` with the source at ``place + ratio * k``.

        The caller sees to it that 15 samples before the first and 16 after the last place exist.
        """
        frames = len(out)
        done = 0
        while done < frames:
            at = place + done * ratio
            first = int(at)
            phase = at - first
            count = frames - done
            if ratio == 1.0:
                if phase == 0.0:
                    out[done:] = self._source[first : first + count]
                    return
            else:
                moves = ratio - 1.0
                room = (1.0 - phase) / moves if moves > 0.0 else phase / -moves
                count = min(count, int(min(room, _MOST_TURN / abs(moves))) + 1)
            self._read_part(first, phase, ratio - 1.0, out[done : done + count])
            done += count

    def _read_part(self, first: int, phase: float, moves: float, out: NDArray[np.float32]) -> None:
        """Read where the phase stays within one sample: a parabola through three kernels."""
        frames = len(out)
        last = min(1.0, max(0.0, phase + moves * (frames - 1)))
        kernels = _kernels_at((phase, (phase + last) / 2, last))
        begin = first - BEHIND
        points = self._windows[begin : begin + frames].reshape(-1, TAPS) @ kernels.T
        parabola = self._parabolas.get(frames)
        if parabola is None:
            parabola = self._parabolas[frames] = _parabola(frames)
        np.einsum("fck,fk->fc", points.reshape(frames, self._channels, 3), parabola, out=out)
