"""What to play where nothing came: the sound before goes on by its own spectrum, then fades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dsp.long_model import HISTORY_FRAMES, ORDER, learn
from dsp.predictor import BLOCK_FRAMES, Predictor
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.short_model import NEEDED_FRAMES, LongModel, sharpened
from dsp.toeplitz import Floats

__all__ = ["HISTORY_FRAMES", "ORDER", "Concealer", "Trainer"]

HOLD_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
FADE_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
_LOUDNESS_FRAMES = 1024
_SILENCE = 1e-5
_RUNAWAY = 1e6


class Trainer(Protocol):
    """Makes models elsewhere, for a `Concealer` that cannot spare the time. Realtime-safe, both calls."""

    def offer(self, history: NDArray[np.float32]) -> bool:
        """Take a copy of ``history`` ``(frames, channels)`` to make a model of; False: busy."""

    def take(self) -> NDArray[np.float64] | None:
        """Give a new model, once; for `Concealer.adopt`."""


class Concealer:
    """Extrapolate by an autoregressive model of the sound before the gap.

    ``train`` takes a history, ``step`` works on it in slices of under 0.3 ms, ``begin`` opens a gap after
    the sound that was played last, ``synthesise`` goes on through it, as often as wanted. What has changed
    since the training (a new note, a bent one) ``begin`` learns on the spot, from what the model leaves
    over of the last 21 ms. Full level for 30 ms, gone after 60; never louder than the last 21 ms of the
    history.

    Parameters
    ----------
    channels : int
        1 or more; one model serves all, each rings by itself. What is synthesised is as wide as the history
        given to ``begin``; channels that are equal there cost no more than one.

    Notes
    -----
    Realtime-safe: yes, each call bounded. Thread-safe: no.
    Long models for gaps in music: I. Kauppinen and K. Roth, 2002.
    """

    def __init__(self, channels: int) -> None:
        self._width = channels
        self._learning: Iterator[Floats | None] | None = None
        self._long: LongModel | None = None
        self._model: Predictor | None = None
        self._past: list[Floats] = []
        self._limit = 0.0
        self._level = 1.0
        self._spent = HOLD_SAMPLES + FADE_SAMPLES

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return self._long is not None

    @property
    def model(self) -> Floats | None:
        """The model in use, as `dsp.long_model.learn` gave it: ``(ORDER,)``."""
        return None if self._long is None else self._long.weights

    def adopt(self, model: Floats) -> None:
        """Use a model that was made elsewhere, from the next gap on."""
        self._long = LongModel(model)

    def train(self, history: NDArray[np.float32]) -> None:
        """Take a copy of the newest ``history`` ``(frames, channels)`` to make a model of, by ``step``."""
        sound = np.zeros(HISTORY_FRAMES)
        newest = history[-HISTORY_FRAMES:]
        if len(newest):
            sound[-len(newest) :] = _loudest_mix(newest)
        self._learning = learn(sound)

    def step(self) -> bool:
        """Work for one slice; True when the model is ready (or there was nothing to do)."""
        if self._learning is None:
            return True
        try:
            model = next(self._learning)
        except (StopIteration, np.linalg.LinAlgError):  # silence, or a sound without a model
            self._learning = self._long = None
            return True
        if model is None:
            return False
        self._learning = None
        self._long = LongModel(model) if np.all(np.isfinite(model)) else None
        return True

    def begin(self, history: NDArray[np.float32]) -> None:
        """Open a gap after ``history`` ``(frames, channels)``, the sound that was played last."""
        self._spent, self._level = 0, 1.0
        self._width = history.shape[1]
        last = history[-_LOUDNESS_FRAMES:]
        self._limit = float(np.abs(last).max()) if last.size else 0.0
        if not _SILENCE <= self._limit < np.inf:
            self._limit = 0.0
            return
        tail = history[-NEEDED_FRAMES:]
        sound = np.zeros((history.shape[1], NEEDED_FRAMES))
        sound[:, NEEDED_FRAMES - len(tail) :] = tail.T
        alike = len(sound) > 1 and np.array_equal(sound[1:], sound[:-1])
        self._past = list(sound[:1] if alike else sound)
        self._model = sharpened(self._long, self._past[0] if len(self._past) == 1 else _loudest_mix(sound.T))

    def synthesise(self, frames: int) -> NDArray[np.float32]:
        """Give the next ``(frames, channels)`` of the gap."""
        life = HOLD_SAMPLES + FADE_SAMPLES
        out = np.zeros((frames, self._width), np.float32)
        model = self._model
        if model is None or self._limit < _SILENCE or self._spent >= life:
            self._spent += frames
            return out
        peak = 0.0
        for channel, past in enumerate(self._past):
            sound = np.concatenate((past[-model.order :], np.zeros(frames)))
            for at in range(model.order, len(sound), BLOCK_FRAMES):
                count = min(BLOCK_FRAMES, len(sound) - at)
                sound[at : at + count] = model.after(sound[:at], count)
            self._past[channel] = sound[-model.order :]
            peak = max(peak, float(np.abs(sound[model.order :]).max()))
            if not peak < _RUNAWAY:
                self._model = None
                return np.zeros_like(out)
            out[:, channel:] = sound[model.order :, None]
        self._hold_down(out, peak)
        if self._spent + frames > HOLD_SAMPLES:
            left = (life - self._spent - np.arange(frames)) / FADE_SAMPLES
            out *= (np.sin(np.clip(left, 0.0, 1.0) * (np.pi / 2)) ** 2)[:, None].astype(np.float32)
        self._spent += frames
        return out

    def _hold_down(self, out: NDArray[np.float32], peak: float) -> None:
        """Keep what rings up below the limit; the sound that the model goes on from must not feel it."""
        level = min(1.0, self._limit / peak) if peak > 0.0 else 1.0
        if level < 1.0 or self._level < 1.0:
            out *= np.linspace(self._level, level, len(out), dtype=np.float32)[:, None]
            np.clip(out, -self._limit, self._limit, out=out)
        self._level = level


def _loudest_mix(sound: NDArray[np.floating]) -> Floats:
    """Make one channel of many: the sum, or two channels' difference where that is more."""
    wide = sound.astype(np.float64)
    if wide.shape[1] == 1:
        return np.asarray(wide[:, 0])
    mixed = wide.sum(axis=1)
    if wide.shape[1] == 2:
        apart = wide[:, 0] - wide[:, 1]
        if apart @ apart > mixed @ mixed:
            return np.asarray(apart)
    return np.asarray(mixed)
