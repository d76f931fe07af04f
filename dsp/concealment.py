"""What to play where nothing came: the sound before goes on by its own spectrum, then fades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dsp.long_model import BLOCK_FRAMES, HISTORY_FRAMES, ORDER, Predictor, learn
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.toeplitz import Floats, predictor

__all__ = ["HISTORY_FRAMES", "ORDER", "Concealer", "Trainer"]

HOLD_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
FADE_SAMPLES = 30 * SAMPLE_RATE_HZ // 1000
_LOUDNESS_FRAMES = 1024
_SILENCE = 1e-5
_SHORT_ORDER = 96
_SHORT_FRAMES = 1024
_JUDGED_FRAMES = 128
_FITS = 0.01  # the long model is off by so little of the power that nothing better is looked for
_NOISE = 1e-9
_WINDOW = np.hanning(_SHORT_FRAMES)


class Trainer(Protocol):
    """Makes models elsewhere, for a `Concealer` that cannot spare the time. Realtime-safe, both calls."""

    def offer(self, history: NDArray[np.float32]) -> bool:
        """Take a copy of ``history`` ``(frames, channels)`` to make a model of; False: busy."""

    def take(self) -> NDArray[np.float64] | None:
        """Give a new model, once; for `Concealer.adopt`."""


class Concealer:
    """Extrapolate by an autoregressive model of the sound before the gap.

    ``train`` takes a history, ``step`` works on it in slices of under 0.3 ms, ``begin`` opens a gap after
    the sound that was played last, ``synthesise`` goes on through it, as often as wanted. Where the sound
    has changed since the training (a new note), ``begin`` sees that the model no longer fits the last
    3 ms, and takes a smaller one that it makes on the spot. Full level for 30 ms, gone after 60; never
    louder than the last 21 ms of the history.

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
        self._learning: Iterator[Predictor | None] | None = None
        self._long: Predictor | None = None
        self._model: Predictor | None = None
        self._past: list[Floats] = []
        self._limit = 0.0
        self._spent = HOLD_SAMPLES + FADE_SAMPLES

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return self._long is not None

    @property
    def model(self) -> Floats | None:
        """The model in use: weights of the last ``ORDER`` samples, newest first."""
        return None if self._long is None else self._long.weights

    def adopt(self, model: Floats) -> None:
        """Use a model that was made elsewhere, from the next gap on."""
        self._long = Predictor(model, damping=1.0).prepare()

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
        self._long = model if np.all(np.isfinite(model.weights)) else None
        return True

    def begin(self, history: NDArray[np.float32]) -> None:
        """Open a gap after ``history`` ``(frames, channels)``, the sound that was played last."""
        self._spent = 0
        self._width = history.shape[1]
        last = history[-_LOUDNESS_FRAMES:]
        self._limit = float(np.abs(last).max()) if last.size else 0.0
        if len(history) < ORDER + _JUDGED_FRAMES or not np.isfinite(self._limit):
            self._limit = 0.0
        if self._limit < _SILENCE:
            return
        tail = history[-max(_SHORT_FRAMES, ORDER + _JUDGED_FRAMES) :].T.astype(np.float64)
        alike = len(tail) > 1 and np.array_equal(tail[1:], tail[:-1])
        self._past = list(tail[:1] if alike else tail)
        self._model = self._fitting(self._past[0] if len(self._past) == 1 else _loudest_mix(tail.T))
        if self._model is None:
            self._limit = 0.0

    def _fitting(self, past: Floats) -> Predictor | None:
        """Choose the long model, or one of this moment where that has become wrong."""
        long, strays = self._long, 0.0
        if long is not None:
            newest = past[-_JUDGED_FRAMES:]
            strays = _strays(long, past)
            if strays <= _FITS * float(newest @ newest):
                return long
        short = _of_this_moment(past)
        if long is None or short is None:
            return long or short
        return short if _strays(short, past) < strays else long

    def synthesise(self, frames: int) -> NDArray[np.float32]:
        """Give the next ``(frames, channels)`` of the gap."""
        life = HOLD_SAMPLES + FADE_SAMPLES
        out = np.zeros((frames, self._width), np.float32)
        model = self._model
        if model is None or self._limit < _SILENCE or self._spent >= life:
            self._spent += frames
            return out
        for channel, past in enumerate(self._past):
            sound = np.concatenate((past[-model.order :], np.zeros(frames)))
            for at in range(model.order, len(sound), BLOCK_FRAMES):
                count = min(BLOCK_FRAMES, len(sound) - at)
                made = model.after(sound[:at], count)
                for _ in range(3):  # where it rings up, bring it down again
                    if (peak := float(np.abs(made).max())) <= self._limit:
                        break
                    made *= np.linspace(1.0, self._limit / peak, count)
                sound[at : at + count] = made
            np.clip(sound, -self._limit, self._limit, out=sound)
            self._past[channel] = sound[-model.order :]
            out[:, channel:] = sound[model.order :, None]
        if self._spent + frames > HOLD_SAMPLES:
            left = (life - self._spent - np.arange(frames)) / FADE_SAMPLES
            out *= (np.sin(np.clip(left, 0.0, 1.0) * (np.pi / 2)) ** 2)[:, None].astype(np.float32)
        self._spent += frames
        return out


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


def _strays(model: Predictor, past: Floats) -> float:
    """Give the power of how far a model would have been off, had the newest samples been a gap."""
    known, wrong = past[:-_JUDGED_FRAMES], 0.0
    for at in range(0, _JUDGED_FRAMES, BLOCK_FRAMES):
        made = model.after(known, BLOCK_FRAMES)
        known = np.concatenate((known[-ORDER:], made))
        off = past[len(past) - _JUDGED_FRAMES + at :][:BLOCK_FRAMES] - made
        wrong += float(off @ off)
    return wrong


def _of_this_moment(past: Floats) -> Predictor | None:
    """Make a small model of the last 21 ms; 0.1 ms, for it is done inside the gap."""
    newest = past[-_SHORT_FRAMES:]
    size = _SHORT_FRAMES + _SHORT_ORDER
    spectrum = np.fft.rfft(newest * _WINDOW[-len(newest) :], size)
    correlation = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[: _SHORT_ORDER + 1]
    if not correlation[0] > _SILENCE**2:
        return None
    correlation[0] *= 1.0 + _NOISE
    try:
        model = Predictor(predictor(correlation, _SHORT_ORDER))
    except np.linalg.LinAlgError:
        return None
    return model if np.all(np.isfinite(model.weights)) else None
