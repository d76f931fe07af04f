"""Which received sample is heard as which played one, and where that jumps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jump:
    """A place where media time does not go on as it did.

    Attributes
    ----------
    play_samples : float
        Index, among all samples pulled, of the first one after it.
    before_samples, after_samples : float
        Media time there by the map before, and by the map after. ``after - before`` samples were left out;
        when negative, so many were put in.
    """

    play_samples: float
    before_samples: float
    after_samples: float


class PlayMap:
    """The map between received and played time, piecewise straight.

    Parameters
    ----------
    rows : NDArray[float64]
        ``(pieces, 4)``: play index, media index there, media samples per played one, local time; by play
        index, as `Ledger.play_map` gives them.

    Raises
    ------
    ValueError
        ``rows`` has another shape.

    Notes
    -----
    Realtime-safe: no. Thread-safe: yes.
    """

    def __init__(self, rows: Floats) -> None:
        if rows.ndim != 2 or rows.shape[1] != 4:
            raise ValueError(f"rows must be (pieces, 4), not {rows.shape}")
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def media_at(self, play_samples: Floats) -> Floats:
        """Media time at play indices, ``(n,)``; NaN before the first piece. The last goes on for ever."""
        return self._along(play_samples, 1, 2)

    def time_at(self, play_samples: Floats, rate_hz: float) -> Floats:
        """Local time at play indices, ``(n,)``, of a sound card of ``rate_hz``; NaN before the first."""
        if not len(self._rows):
            return np.full(len(play_samples), np.nan)
        rows = self._rows[self._pieces(play_samples)]
        return np.asarray(
            np.where(
                play_samples < self._rows[0, 0], np.nan, rows[:, 3] + (play_samples - rows[:, 0]) / rate_hz
            )
        )

    def _along(self, play_samples: Floats, value: int, slope: int) -> Floats:
        if not len(self._rows):
            return np.full(len(play_samples), np.nan)
        rows = self._rows[self._pieces(play_samples)]
        along = rows[:, value] + (play_samples - rows[:, 0]) * rows[:, slope]
        return np.asarray(np.where(play_samples < self._rows[0, 0], np.nan, along))

    def _pieces(self, play_samples: Floats) -> NDArray[np.int64]:
        return np.maximum(np.searchsorted(self._rows[:, 0], play_samples, side="right") - 1, 0)

    def jumps(self, least_samples: float = 0.5) -> list[Jump]:
        """Where media time jumps by ``least_samples`` or more, in order."""
        rows = self._rows
        if len(rows) < 2:
            return []
        before = rows[:-1, 1] + (rows[1:, 0] - rows[:-1, 0]) * rows[:-1, 2]
        at = np.flatnonzero(np.abs(rows[1:, 1] - before) >= least_samples)
        return [Jump(float(rows[i + 1, 0]), float(before[i]), float(rows[i + 1, 1])) for i in at]
