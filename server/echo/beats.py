"""The echo's half of the heartbeat: it answers honestly, so that the other end's lesson clock works."""

from __future__ import annotations

import math
from collections.abc import Mapping


class Beats:
    """Counts our beats and remembers the other end's last one.

    Parameters
    ----------
    wall_minus_now_s : float
        Unix time minus the monotonic clock that all ``now_s`` here are read from.
    """

    def __init__(self, *, wall_minus_now_s: float) -> None:
        self._wall_s = wall_minus_now_s
        self._sent = 0
        self._heard: tuple[float, float, int] | None = None
        self.malformed = 0

    def take(self, beat: Mapping[str, object], *, arrival_s: float) -> None:
        """Take the other end's beat; what is malformed is counted and dropped."""
        now, number = beat.get("now"), beat.get("n")
        if (
            isinstance(now, int | float)
            and isinstance(number, int)
            and not isinstance(now, bool)
            and not isinstance(number, bool)
            and math.isfinite(now)
        ):
            self._heard = (float(now), arrival_s, number)
        else:
            self.malformed += 1

    def write(
        self, *, now_s: float, sent: tuple[int, float] | None, loss_pct: float, rtt_ms: float | None
    ) -> dict[str, object]:
        """Write our next beat.

        Parameters
        ----------
        sent : tuple of int and float, or None
            The timestamp of the packet that went out last, and when: an echo captures what it sends.
        """
        self._sent += 1
        heard = self._heard
        return {
            "v": 1,
            "n": self._sent,
            "now": now_s,
            "echo": None if heard is None else {"t0": heard[0], "t1": heard[1], "n": heard[2]},
            "audio": None if sent is None else {"ts": sent[0], "at": sent[1]},
            "wall": self._wall_s,
            "report": {
                "mouth_to_ear_ms": None,
                "bound_ms": None,
                "playout_ms": None,
                "loss_pct": loss_pct,
                "concealed_pct": 0.0,
                "picture_delay_ms": None,
                "rtt_ms": rtt_ms,
            },
        }
