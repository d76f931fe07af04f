"""Token buckets: how much one client may send."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one client.

    Attributes
    ----------
    hello_s : float
        How long the first message may take.
    send_s : float
        How long one message may take to go out before its client counts as slow.
    queue_messages, queue_bytes : int
        What may wait to go out before its client counts as slow.
    calm_per_s, calm_burst : float
        Above this, ephemeral messages are left out and durable ones are read no faster.
    flood_per_s, flood_burst : float
        Above this, the client is sent away for a while.
    backlog : int
        Unprocessed messages of one room at which its clients are read no further.
    """

    hello_s: float = 10.0
    send_s: float = 15.0
    queue_messages: int = 1000
    queue_bytes: int = 2 * 1024 * 1024
    calm_per_s: float = 50.0
    calm_burst: float = 200.0
    flood_per_s: float = 400.0
    flood_burst: float = 2000.0
    backlog: int = 2000


class Bucket:
    """Fills with `per_s` tokens up to `burst`; every message takes one."""

    def __init__(self, per_s: float, burst: float, *, now_s: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._tokens = burst
        self._at_s = now_s

    def take(self, *, now_s: float) -> bool:
        """Take a token if there is one."""
        self._fill(now_s)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def owe(self, *, now_s: float) -> float:
        """Take a token on credit; how many seconds to wait for it."""
        self._fill(now_s)
        self._tokens -= 1
        return max(0.0, -self._tokens / self._per_s)

    def _fill(self, now_s: float) -> None:
        passed_s = now_s - self._at_s
        self._at_s = now_s
        if passed_s > 0 and self._tokens < self._burst:
            self._tokens = min(self._burst, self._tokens + passed_s * self._per_s)
