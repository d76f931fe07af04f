"""What to play where nothing came: the sound before goes on by its own spectrum, then fades."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz
from scipy.signal import lfilter

from dsp.profiles import SAMPLE_RATE_HZ

ORDER = 256
HISTORY_FRAMES = 4096
HOLD_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
FADE_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
_LOUDNESS_FRAMES = 1024
_DAMPING = 0.9998  # moves every pole inwards, so that nothing rings up
_NOISE = 1e-9  # keeps the equations solvable: white noise 90 dB below the sound
_SILENCE = 1e-5


class Trainer(Protocol):
    """Makes models elsewhere, for a `Concealer` that cannot spare the time. Realtime-safe, both calls."""

    def offer(self, history: NDArray[np.float32]) -> bool:
        """Take a copy of ``history`` ``(frames, channels)`` to make a model of; False: busy."""

    def take(self) -> NDArray[np.float64] | None:
        """Give a new model, once; for `Concealer.adopt`."""


class Concealer:
    """Extrapolate by an autoregressive model of the sound before the gap.

    ``train`` takes a history, ``step`` works on it in slices of under 0.3 ms, ``begin`` opens a gap after
    the sound that was played last, ``synthesise`` goes on through it, as often as wanted. Full level for
    30 ms, gone after 60; never louder than the last 21 ms of the history.

    Parameters
    ----------
    channels : int
        1 or more; one model serves all, each rings by itself.

    Notes
    -----
    Realtime-safe: yes, each call bounded. Thread-safe: no.
    The autocorrelation method with damped poles is always stable (Makhoul, "Linear Prediction", 1975);
    long models for gaps in music: Kauppinen and Roth, 2002.
    """

    def __init__(self, channels: int) -> None:
        self._width = channels
        self._window = np.hanning(HISTORY_FRAMES)
        self._history = np.zeros((channels, HISTORY_FRAMES))
        self._damping = _DAMPING ** np.arange(1, ORDER + 1)
        self._correlation: NDArray[np.float64] | None = None
        self._pending = False
        self._model: NDArray[np.float64] | None = None
        self._filter = np.ones(1)
        self._state = np.zeros((ORDER, channels))
        self._zeros = np.zeros((0, channels))
        self._limit = 0.0
        self._spent = HOLD_SAMPLES + FADE_SAMPLES

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return self._model is not None

    @property
    def model(self) -> NDArray[np.float64] | None:
        """The model in use: weights of the last ``ORDER`` samples, newest first."""
        return self._model

    def adopt(self, model: NDArray[np.float64]) -> None:
        """Use a model that was made elsewhere, from the next gap on."""
        self._model = model

    def train(self, history: NDArray[np.float32]) -> None:
        """Take a copy of the newest ``history`` ``(frames, channels)`` to make a model of, by ``step``."""
        count, self._width = min(len(history), HISTORY_FRAMES), history.shape[1]
        self._history[: self._width, : HISTORY_FRAMES - count] = 0.0
        self._history[: self._width, HISTORY_FRAMES - count :] = history[len(history) - count :].T
        self._correlation = None
        self._pending = True

    def step(self) -> bool:
        """Work for one slice; True when the model is ready (or there was nothing to do)."""
        if not self._pending:
            return True
        if self._correlation is None:
            spectrum = np.fft.rfft(self._history[: self._width] * self._window, HISTORY_FRAMES + 2 * ORDER)
            power = (spectrum.real**2 + spectrum.imag**2).sum(axis=0)
            self._correlation = np.fft.irfft(power)[: ORDER + 1]
            return False
        self._pending = False
        self._model = self._solve(self._correlation)
        return True

    def _solve(self, correlation: NDArray[np.float64]) -> NDArray[np.float64] | None:
        energy = float(correlation[0])
        if not np.isfinite(energy) or energy <= _SILENCE**2:
            return None
        column = correlation[:ORDER].copy()
        column[0] += _NOISE * energy
        try:
            weights = solve_toeplitz(column, correlation[1:])
        except np.linalg.LinAlgError:
            return None
        if not np.all(np.isfinite(weights)):
            return None
        return np.asarray(weights * self._damping)

    def begin(self, history: NDArray[np.float32]) -> None:
        """Open a gap after ``history`` ``(frames, channels)``, the sound that was played last."""
        self._spent = 0
        if self._state.shape[1] != history.shape[1]:
            self._state = np.zeros((ORDER, history.shape[1]))
        last = history[-_LOUDNESS_FRAMES:]
        self._limit = float(np.abs(last).max()) if last.size else 0.0
        if self._model is None or len(history) < ORDER or not np.isfinite(self._limit):
            self._limit = 0.0
            return
        self._filter = np.concatenate(([1.0], -self._model))
        newest_first = history[: -ORDER - 1 : -1].astype(np.float64)
        for channel in range(history.shape[1]):
            full = np.correlate(self._model, newest_first[:, channel], "full")
            self._state[:, channel] = full[ORDER - 1 :]

    def synthesise(self, frames: int) -> NDArray[np.float32]:
        """Give the next ``(frames, channels)`` of the gap, as wide as the history that it began with."""
        life = HOLD_SAMPLES + FADE_SAMPLES
        channels = self._state.shape[1]
        if self._limit < _SILENCE or self._spent >= life:
            self._spent += frames
            return np.zeros((frames, channels), np.float32)
        if len(self._zeros) < frames or self._zeros.shape[1] != channels:
            self._zeros = np.zeros((frames, channels))
        sound, self._state = lfilter((1.0,), self._filter, self._zeros[:frames], axis=0, zi=self._state)
        np.clip(sound, -self._limit, self._limit, out=sound)
        if self._spent + frames > HOLD_SAMPLES:
            left = (life - self._spent - np.arange(frames)) / FADE_SAMPLES
            sound *= np.sin(np.clip(left, 0.0, 1.0) * (np.pi / 2))[:, None] ** 2
        self._spent += frames
        return np.asarray(sound, dtype=np.float32)
