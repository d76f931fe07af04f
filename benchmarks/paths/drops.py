"""Lose single audio packets on purpose, and nothing else.

A weather file cannot: its loss is a chance for everything sent within a millisecond, so that "one packet"
would be none or two, or a beat. This filter knows RTP by its first byte (RFC 7983) and takes exactly one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.paths.shim import Send

_FIRST_RTP, _LAST_RTP = 128, 191
_RTCP_TYPES = range(192, 224)  # RFC 5761, section 4


def is_audio(datagram: bytes) -> bool:
    """Whether a datagram is RTP rather than RTCP, STUN or DTLS (where no picture is sent: audio)."""
    return len(datagram) > 1 and _FIRST_RTP <= datagram[0] <= _LAST_RTP and datagram[1] not in _RTCP_TYPES


class DropEvery:
    """A datagram filter for `rtc.Peer` that loses one audio packet every ``period_s``.

    Parameters
    ----------
    period_s : float
    after_s : float
        The first audio packet begins the count; none is lost for so long.
    now : Callable[[], float]
        Monotonic time.

    Raises
    ------
    ValueError
        ``period_s`` is not positive.
    """

    def __init__(
        self, period_s: float, *, after_s: float = 0.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        if period_s <= 0:
            raise ValueError(f"a packet every {period_s} s")
        self._period_s, self._after_s, self._now = period_s, after_s, now
        self._next_s: float | None = None
        self.dropped = 0

    def __call__(self, send: Send) -> Send:
        """Wrap one socket's send."""

        def thinned(data: bytes, *where: object) -> None:
            if not (is_audio(data) and self._due()):
                send(data, *where)

        return thinned

    def _due(self) -> bool:
        now_s = self._now()
        if self._next_s is None:
            self._next_s = now_s + self._after_s + self._period_s
        if now_s < self._next_s:
            return False
        self._next_s += self._period_s
        self.dropped += 1
        return True
