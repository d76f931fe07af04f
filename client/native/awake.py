"""Whether this process has just been stopped (a laptop's lid, a debugger): what waited meanwhile is stale."""

from __future__ import annotations

__all__ = ["Awake", "Freshness"]

PAUSE_S = 0.6
DRAIN_S = 0.15
"""So long the socket's full buffer takes to be emptied, many times over."""
RECOVERY_S = 1.0
DOUBT_S = 3.0
STALE_SAMPLES = 24_000
_RATE_HZ = 48_000


class Awake:
    """Watches time pass, packet by packet and tick by tick.

    After a stop the socket still holds what came first, up to half a second of it; read now, it looks as if
    it had just come. So nothing is heard until it must be through.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: enough: two threads that notice a stop at once notice the same stop.
    """

    def __init__(self, now_s: float) -> None:
        self._seen_s = now_s
        self._woke_s = -1e9

    def hears(self, *, now_s: float) -> bool:
        """Take note of the time; whether what comes now is as fresh as it looks."""
        if now_s - self._seen_s > PAUSE_S:
            self._woke_s = now_s
        self._seen_s = max(self._seen_s, now_s)
        return now_s - self._woke_s >= DRAIN_S

    def recovering(self, *, now_s: float) -> bool:
        """Whether silence of the others may still be our own doing."""
        self.hears(now_s=now_s)
        return now_s - self._woke_s < RECOVERY_S

    def doubtful(self, *, now_s: float) -> bool:
        """Whether what comes now may have waited while the process was stopped."""
        self.hears(now_s=now_s)
        return now_s - self._woke_s < DOUBT_S


class Freshness:
    """Whether one stream's packets come as soon after their capture as they did before a stop.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._usual: float | None = None

    def fresh(self, timestamp: int, arrival_s: float, *, doubtful: bool) -> bool:
        """Take in a packet; False: half a second later than its predecessors, it is stale.

        Parameters
        ----------
        timestamp : int
            RTP, 32 bits; wraps.
        doubtful : bool
            Whether there was a stop; otherwise every packet is as good as it comes.
        """
        transit = arrival_s * _RATE_HZ - timestamp
        usual = transit if self._usual is None else self._usual
        later = (transit - usual + 2**31) % 2**32 - 2**31
        if doubtful and later > STALE_SAMPLES:
            return False
        self._usual = transit
        return True
