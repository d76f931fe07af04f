"""An interface of numbers: what is played comes back as a known interface would bring it.

Without clock, thread or device: blocks go in, blocks come out, and when the calls would have come is
computed beside it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from benchmarks.device.signals import Audio, Floats, amplitude
from benchmarks.device.truth import Fault, Truth

_HALF_TAPS = 256
_GRID = 2048
_DROPS_PER_S = 4.0
_HUM = ((50.0, -62.0), (150.0, -68.0), (250.0, -74.0))
_THIRD_BELOW_SECOND = 0.5
_SEGMENT = 1 << 15


class EmulatedInterface:
    """One opening of an emulated interface.

    What is played is bent (second and third harmonic), crossed over, filtered by a linear-phase response
    whose middle lies at the round trip, joined by noise and clipped. The result does not depend on how the
    signal is cut into blocks.

    Parameters
    ----------
    truth : Truth
    rate_hz, block_frames : int
    seed : int
        Decides noise, jitter and drop-outs.

    Raises
    ------
    ValueError
        The round trip is shorter than the response can be (32 samples).

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self, truth: Truth, *, rate_hz: int, block_frames: int, seed: int) -> None:
        self.truth, self.rate_hz, self.block_frames = truth, rate_hz, block_frames
        self.rtl_samples = truth.rtl_samples(rate_hz, block_frames)
        whole = int(self.rtl_samples)
        half = min(_HALF_TAPS, whole)
        if half < 32:
            raise ValueError(f"a round trip of {self.rtl_samples:.1f} samples: needs 32 at least")
        self.taps = response_taps(truth, rate_hz, half, self.rtl_samples - whole)
        self._noise, self._calls, self._drops = np.random.default_rng(seed).spawn(3)
        self._history = np.zeros((len(self.taps) - 1, 2))
        self._line = np.zeros((whole - half, 2))
        self._echoes = np.zeros((round(truth.echo_ms * rate_hz / 1000), 2))
        self._at = 0
        self._next_drop = self._draw_drop(0)
        self.xruns = 0

    def process(self, block_out: Audio) -> Audio:
        """What is heard while ``(frames, 2)`` is played; as many frames, any number of them."""
        played = bend(block_out.astype(np.float64), self.truth.thd_db) @ self._matrix()
        heard = self._delayed(self._filtered(played))
        heard += amplitude(self.truth.noise_dbfs) / np.sqrt(2) * self._noise.standard_normal(heard.shape)
        if self.truth.fault is Fault.UNPLUGGED:
            heard += self._hum(len(heard))[:, None]
        clip = amplitude(self.truth.clip_dbfs)
        heard = np.clip(heard, -clip, clip)
        self._drop(heard)
        self._at += len(heard)
        return heard.astype(np.float32)

    def called_s(self, blocks: int, *, start_s: float) -> Floats:
        """When the calls for the next ``blocks`` come on the system's clock, the first due at ``start_s``."""
        pace = self.block_frames / (self.rate_hz * (1 + self.truth.drift_ppm * 1e-6))
        late = self._calls.exponential(self.truth.jitter_ms / 1000, blocks)
        return np.asarray(start_s + np.arange(blocks) * pace + late)

    def _matrix(self) -> Floats:
        truth = self.truth
        cross = amplitude(truth.crosstalk_db)
        levels = np.array([amplitude(truth.gain_db), amplitude(truth.gain_db + truth.balance_db)])
        ways = np.array([[1.0, cross], [cross, 1.0]]) * levels
        if truth.fault in (Fault.UNPLUGGED, Fault.MUTED):
            return np.zeros((2, 2))
        return np.asarray(ways[:, ::-1] if truth.fault is Fault.WRONG_CHANNEL else ways)

    def _filtered(self, played: Floats) -> Floats:
        whole = np.concatenate([self._history, played])
        past = len(self.taps) - 1
        self._history = whole[len(whole) - past :]
        size = _SEGMENT if len(whole) > _SEGMENT else 1 << (len(whole) - 1).bit_length()
        spectrum = np.fft.rfft(self.taps, size)[:, None]
        parts = []
        for start in range(0, len(played), size - past):
            part = whole[start : start + size]
            parts.append(
                np.fft.irfft(np.fft.rfft(part, size, axis=0) * spectrum, size, axis=0)[past : len(part)]
            )
        return np.concatenate(parts)

    def _delayed(self, filtered: Floats) -> Floats:
        whole = np.concatenate([self._line, filtered])
        now, self._line = whole[: len(filtered)], whole[len(filtered) :]
        if self.truth.fault is not Fault.ECHO:
            return now.copy()
        again = np.concatenate([self._echoes, now])
        self._echoes = again[len(now) :]
        return np.asarray(now + amplitude(self.truth.echo_db) * again[: len(now)])

    def _hum(self, frames: int) -> Floats:
        at = (self._at + np.arange(frames)) / self.rate_hz
        return np.asarray(sum(amplitude(level) * np.sin(2 * np.pi * hz * at) for hz, level in _HUM))

    def _draw_drop(self, after: int) -> int:
        return after + round(self._drops.exponential(self.rate_hz / _DROPS_PER_S)) + self.block_frames

    def _drop(self, heard: Floats) -> None:
        """A block too small for the machine goes missing now and then."""
        if self.block_frames >= self.truth.holds_frames:
            return
        end = self._at + len(heard)
        while self._next_drop < end:
            first = max(0, self._next_drop - self._at)
            heard[first : self._next_drop + self.block_frames - self._at] = 0.0
            if self._next_drop + self.block_frames > end:
                return  # its rest falls into the next block
            self.xruns += 1
            self._next_drop = self._draw_drop(self._next_drop)


def bend(signal: Floats, thd_db: float) -> Floats:
    """Second and third harmonic by a polynomial; the second at ``thd_db`` where a sine fills the scale."""
    second = amplitude(thd_db)
    return np.asarray(signal + 2 * second * signal**2 - 4 * _THIRD_BELOW_SECOND * second * signal**3)


@lru_cache(maxsize=32)
def response_taps(truth: Truth, rate_hz: int, half: int, fraction: float) -> Floats:
    """A linear-phase filter, ``(2 half + 2,)``, whose middle lies at ``half + fraction``.

    The window moves along with the fraction, so that the phase is straight whatever the response.
    """
    hz = np.linspace(0, rate_hz / 2, _GRID)
    level = np.zeros(_GRID)
    if truth.response:
        at, db = np.array(sorted(truth.response)).T
        level = np.interp(np.log(np.maximum(hz, 1.0)), np.log(at), db)
    weight = 10 ** (level / 20)
    weight[[0, -1]] /= 2  # trapezoids
    time = np.arange(2 * half + 2) - half - fraction
    impulse = np.cos(2 * np.pi * np.outer(time, hz / rate_hz)) @ weight / (_GRID - 1)
    inside = np.clip(time / (half + 1), -1, 1)
    return np.asarray(impulse * np.i0(8.0 * np.sqrt(1 - inside**2)) / np.i0(8.0))
