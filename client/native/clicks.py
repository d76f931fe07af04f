"""Clicks in the audio thread: each begins at the sample that sounds at its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from client.native.devices.base import AudioBlock
from dsp.beat_line import ClickKind
from dsp.profiles import SAMPLE_RATE_HZ

__all__ = ["Clicks", "Laid"]

Laid = tuple[float, ClickKind]
"""Monotonic time at which it sounds, and how."""

_APART_S = 0.02  # the same click, laid anew a little earlier or later; two of them are never that close
_CLICK_S = 0.045
_VOICES: dict[ClickKind, tuple[float, float]] = {
    "strong": (1760.0, 0.5),
    "plain": (1174.7, 0.32),
    "between": (880.0, 0.14),
    "count": (1396.9, 0.38),
}


def _wave(hz: float, level: float) -> NDArray[np.float32]:
    """A short tone ``(frames, 1)`` that begins within a millisecond and dies away."""
    at_s = np.arange(round(_CLICK_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    envelope = np.minimum(1.0, (at_s + 1 / SAMPLE_RATE_HZ) / 1e-3) * np.exp(-at_s / 7e-3)
    return np.asarray(level * envelope * np.cos(2 * np.pi * hz * at_s), np.float32)[:, None]


WAVES: Final = {kind: _wave(hz, level) for kind, (hz, level) in _VOICES.items()}


class Clicks:
    """What is laid out is played, each click once.

    Notes
    -----
    Realtime-safe: ``mix`` yes. Thread-safe: one that lays, one that mixes; what is laid is replaced whole.
    """

    def __init__(self) -> None:
        self.volume = 1.0
        self._laid: tuple[Laid, ...] = ()
        self._began_s = -np.inf
        self._wave: NDArray[np.float32] | None = None
        self._at = 0

    def lay(self, clicks: Sequence[Laid]) -> None:
        """What shall sound from now on, in order; what was laid before and has not begun counts no more."""
        self._laid = tuple(one for one in clicks if one[1] != "silent")

    def mix(self, out: AudioBlock, *, play_s: float) -> None:
        """Add what sounds within ``out`` ``(frames, channels)``, whose first sample sounds at ``play_s``."""
        if self._wave is not None:
            self._go_on(out, 0)
        for at_s, kind in self._laid:
            start = round((at_s - play_s) * SAMPLE_RATE_HZ)
            if start >= len(out):
                return
            # One that is past already is left out: late it would be wrong.
            if start >= 0 and at_s - self._began_s > _APART_S:
                self._began_s, self._wave, self._at = at_s, WAVES[kind], 0
                self._go_on(out, start)

    def _go_on(self, out: AudioBlock, start: int) -> None:
        wave = self._wave
        if wave is None:
            return
        frames = min(len(out) - start, len(wave) - self._at)
        out[start : start + frames] += self.volume * wave[self._at : self._at + frames]
        self._at += frames
        if self._at == len(wave):
            self._wave = None
