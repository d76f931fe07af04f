"""Whether this process has just been stopped (a laptop's lid, a debugger): what waited meanwhile is stale."""

from __future__ import annotations

__all__ = ["Awake"]

PAUSE_S = 0.6
DRAIN_S = 0.15
"""So long the socket's full buffer takes to be emptied, many times over."""
RECOVERY_S = 1.0


class Awake:
    """Watches time pass, packet by packet and tick by tick.

    After a stop the socket still holds what came first, up to half a second of it; read now, it looks as if
    it had just come. So nothing is heard until it must be through.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no; one event loop.
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
