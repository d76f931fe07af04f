"""Find what was played in what was heard, window by window.

Conventions
-----------
``played`` and ``heard`` are ``(frames,)`` at one nominal rate. A *lag* is the index in ``heard`` minus the
index in ``played`` of the same sound, in samples, fractional. Windows where nothing is played have no lag.

Each window is cross-correlated after partial whitening (between a bare correlation and the phase transform
of Knapp and Carter 1976, in the band that music fills), because a bare correlation of a steady note peaks
at every period of its pitch. The best places of all windows, one for every 2 ms, are joined by the path
that changes least (dynamic programming), so that one doubtful window cannot jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BAND_HZ = (150.0, 9_000.0)
_WHITENING = 0.6
_QUIET = 0.05
_BIN_S = 0.002
_JUMP_COST_PER_MS = 0.02
_JUMP_COST_MOST = 2.5


@dataclass(frozen=True)
class Alignment:
    """Where windows of the played signal came out.

    Parameters
    ----------
    start : NDArray[int64]
        ``(windows,)``, first sample of each window in ``played``.
    lag : NDArray[float64]
        ``(windows,)``, samples.
    similarity : NDArray[float64]
        ``(windows,)``, normalised correlation of played with heard at that lag, -1 to 1.
    energy : NDArray[float64]
        ``(windows,)``, sum of squares of what was played.
    window : int
        Samples in a window.
    """

    start: NDArray[np.int64]
    lag: Floats
    similarity: Floats
    energy: Floats
    window: int


def validate(played: NDArray[np.floating], heard: NDArray[np.floating], rate_hz: int) -> None:
    """Raise ``ValueError`` unless both are non-empty, one-dimensional and finite, at a positive rate."""
    for name, signal in (("played", played), ("heard", heard)):
        if signal.ndim != 1 or not len(signal):
            raise ValueError(f"{name} has shape {signal.shape}, expected (frames,)")
        if not np.isfinite(signal).all():
            raise ValueError(f"{name} has samples that are not finite")
    if rate_hz <= 0:
        raise ValueError(f"rate of {rate_hz} Hz")


def align(
    played: NDArray[np.floating],
    heard: NDArray[np.floating],
    *,
    rate_hz: int,
    zero_lag: float = 0.0,
    most_s: float = 0.6,
    least_s: float = -0.02,
    window_s: float = 0.4,
    hop_s: float = 0.2,
) -> Alignment:
    """Lag of every window in which something was played.

    Parameters
    ----------
    played, heard : NDArray
        ``(frames,)``.
    rate_hz : int
    zero_lag : float
        The lag, in samples, that no delay at all would give: where the two recordings' clocks say they
        coincide.
    most_s, least_s : float
        How far after (before) that to look. Windows for which the recording ends sooner are left out.
    window_s, hop_s : float
        Length and distance of windows. A delay that changes within a window blurs it.

    Raises
    ------
    ValueError
        See `validate`.
    """
    validate(played, heard, rate_hz)
    window, hop = round(window_s * rate_hz), round(hop_s * rate_hz)
    first, span = round(zero_lag + least_s * rate_hz), round((most_s - least_s) * rate_hz)
    starts, energy = _loud_windows(played, window, hop)
    inside = (starts + first + span > 0) & (starts + first + span + window <= len(heard))
    starts, energy = starts[inside], energy[inside]
    if not len(starts):
        empty = np.zeros(0)
        return Alignment(np.zeros(0, dtype=np.int64), empty, empty, empty, window)
    mouths = [_cut(played, int(start), window) for start in starts]
    ears = [_cut(heard, int(start) + first, window + span) for start in starts]
    candidates = [_candidates(mouth, ear, rate_hz) for mouth, ear in zip(mouths, ears, strict=True)]
    chosen = _smoothest(candidates, rate_hz)
    lag = np.array([found.lag[pick] for found, pick in zip(candidates, chosen, strict=True)])
    similarity = np.array([found.similarity[pick] for found, pick in zip(candidates, chosen, strict=True)])
    return Alignment(starts, lag + first, similarity, energy, window)


@dataclass(frozen=True)
class _Candidates:
    lag: Floats
    score: Floats
    similarity: Floats


def _loud_windows(played: NDArray[np.floating], window: int, hop: int) -> tuple[NDArray[np.int64], Floats]:
    starts = np.arange(0, max(1, len(played) - window + 1), hop)
    energy = np.array([float(np.square(played[s : s + window], dtype=np.float64).sum()) for s in starts])
    loud = energy > _QUIET * energy.max() if energy.max() > 0 else np.zeros(len(starts), dtype=bool)
    return starts[loud], energy[loud]


def _cut(signal: NDArray[np.floating], begin: int, length: int) -> Floats:
    """A piece of a signal that is silent outside its ends."""
    piece = np.zeros(length)
    a, b = max(0, begin), min(len(signal), begin + length)
    if a < b:
        piece[a - begin : b - begin] = signal[a:b]
    return piece


def _candidates(mouth: Floats, ear: Floats, rate_hz: int) -> _Candidates:
    """The best places of ``mouth`` in the longer ``ear``."""
    window, span = len(mouth), len(ear) - len(mouth)
    size = 1 << (window + span).bit_length()
    cross = np.fft.rfft(ear, size) * np.conj(np.fft.rfft(mouth, size))
    plain = np.fft.irfft(cross, size)[:span]
    running = np.concatenate([[0.0], np.cumsum(ear * ear)])
    local = np.maximum(running[window : window + span] - running[:span], 1e-12)
    similarity = plain / np.sqrt(local * float(mouth @ mouth))
    sharp = np.fft.irfft(_whitened(cross, size, rate_hz), size)[:span]
    sharp /= max(float(np.abs(sharp).max()), 1e-30)
    score = sharp + np.maximum(similarity, 0.0)
    width = max(1, round(_BIN_S * rate_hz))
    tops = np.arange(0, span - width + 1, width)
    at = tops + np.argmax(score[: len(tops) * width].reshape(-1, width), axis=1)
    lag = np.array([index + _offset(sharp, int(index)) for index in at])
    return _Candidates(lag, score[at], similarity[at])


def _whitened(cross: NDArray[np.complex128], size: int, rate_hz: int) -> NDArray[np.complex128]:
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    strength = np.abs(cross) ** _WHITENING
    white = cross / (strength + 1e-3 * float(strength.max()) + 1e-30)
    white[(hz < _BAND_HZ[0]) | (hz > _BAND_HZ[1])] = 0
    return np.asarray(white)


def _offset(curve: Floats, at: int) -> float:
    """Where between the samples a peak stands: the vertex of the parabola through three."""
    if not 0 < at < len(curve) - 1:
        return 0.0
    left, top, right = curve[at - 1 : at + 2]
    bend = left - 2 * top + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _smoothest(candidates: list[_Candidates], rate_hz: int) -> list[int]:
    """Pick one candidate per window: high scores, few and small changes (Viterbi)."""
    total = candidates[0].score.copy()
    back: list[NDArray[np.intp]] = []
    for before, after in pairwise(candidates):
        change_ms = np.abs(after.lag[:, None] - before.lag[None, :]) * 1000 / rate_hz
        reach = total[None, :] - np.minimum(_JUMP_COST_PER_MS * change_ms, _JUMP_COST_MOST)
        best = np.argmax(reach, axis=1)
        back.append(best)
        total = after.score + reach[np.arange(len(best)), best]
    pick = int(np.argmax(total))
    chosen = [pick]
    for best in reversed(back):
        pick = int(best[pick])
        chosen.append(pick)
    return chosen[::-1]
