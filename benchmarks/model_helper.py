"""What the native engine's process for models is to a jitter buffer, without a process."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp import SAMPLE_RATE_HZ
from dsp.concealment import Concealer

# What client/native/trainer_worker.py may take for a model.
LATER_SAMPLES = SAMPLE_RATE_HZ * 4 // 1000


class ModelHelper:
    """A `Trainer` whose models come some milliseconds later; ``work`` makes them, between two pulls.

    Attributes
    ----------
    now : int
        The time, in samples pulled; whoever pulls sets it.
    """

    def __init__(self) -> None:
        self.now = 0
        self._maker = Concealer(1)
        self._due: int | None = None
        self._model: NDArray[np.float64] | None = None

    def offer(self, history: NDArray[np.float32]) -> bool:
        """Take a history, unless the last is at work."""
        if self._due is not None:
            return False
        self._maker.train(history)
        self._due = self.now + LATER_SAMPLES
        return True

    def work(self) -> bool:
        """Make the model if its time has come; whether there was any to make."""
        if self._due is None or self.now < self._due:
            return False
        self._due = None
        while not self._maker.step():
            pass
        self._model = self._maker.model
        return True

    def take(self) -> NDArray[np.float64] | None:
        """Give the newest model, once."""
        model, self._model = self._model, None
        return model
