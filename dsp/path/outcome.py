"""What a law did with a trace, in the same terms for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.path.trace import SAMPLE_RATE_HZ

Floats = NDArray[np.float64]
PER_MS = SAMPLE_RATE_HZ / 1000


@dataclass(frozen=True)
class Outcome:
    """How long was waited and how much synthesised.

    Parameters
    ----------
    at_s : NDArray[float64]
        ``(points,)``, when a stretch of sound began to be played.
    delay_ms : NDArray[float64]
        ``(points,)``, how long it waited beyond the path's least.
    concealed_ms : NDArray[float64]
        ``(points,)``, how much of it was synthesised, lengthening included.
    played_ms : NDArray[float64]
        ``(points,)``, how long it lasted.
    """

    at_s: Floats
    delay_ms: Floats
    concealed_ms: Floats
    played_ms: Floats

    @property
    def mean_delay_ms(self) -> float:
        """Mean over what was played."""
        return float(np.average(self.delay_ms, weights=self.played_ms))

    @property
    def concealed_pct(self) -> float:
        """Share of what was played that was synthesised."""
        return float(100.0 * self.concealed_ms.sum() / self.played_ms.sum())

    def cost_ms(self, weight_ms: float) -> float:
        """``J = mean(delay) + weight x concealed %``."""
        return self.mean_delay_ms + weight_ms * self.concealed_pct


class Tally:
    """Gather an outcome in steps of a tenth of a second."""

    STEP = SAMPLE_RATE_HZ / 10

    def __init__(self) -> None:
        self._rows: list[tuple[float, float, float, float]] = []
        self._from = 0.0
        self._weighted = self._concealed = self._played = 0.0

    def add(self, at: float, samples: float, delay: float, concealed: float) -> None:
        """Count ``samples`` played from local time ``at`` on, ``concealed`` of them synthesised."""
        if at - self._from >= self.STEP:
            self._flush()
            self._from = at
        self._weighted += delay * samples
        self._concealed += concealed
        self._played += samples

    def _flush(self) -> None:
        if self._played:
            self._rows.append(
                (
                    self._from / SAMPLE_RATE_HZ,
                    self._weighted / self._played / PER_MS,
                    self._concealed / PER_MS,
                    self._played / PER_MS,
                )
            )
        self._weighted = self._concealed = self._played = 0.0

    def outcome(self) -> Outcome:
        """All of it.

        Raises
        ------
        ValueError
            Nothing was played.
        """
        self._flush()
        if not self._rows:
            raise ValueError("nothing was played")
        return Outcome(*np.array(self._rows).T)
