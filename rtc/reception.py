"""What a receiver report says about one stream (RFC 3550, 6.4.1 and appendix A).

Takes the place of aiortc's ``StreamStatistics`` for audio, under the same names: that one reports a highest
sequence number without its cycles and reads a wrapped timestamp as a day of jitter.
"""

from __future__ import annotations

_MAX_LOST, _MIN_LOST = (1 << 23) - 1, -(1 << 23)
# A jump further than this is a sender that started again, not loss (RFC 3550, A.1: MAX_DROPOUT).
_MAX_DROPOUT = 3000


class Reception:
    """Counts of one incoming stream.

    Parameters
    ----------
    clock_rate_hz : int
        Rate of the RTP timestamps.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, clock_rate_hz: int = 48_000) -> None:
        self.clock_rate_hz = clock_rate_hz
        self.packets_received = 0
        self._base: int | None = None
        self._highest = 0
        self._jitter = 0.0
        self._last_timestamp = 0
        self._last_arrival_s = 0.0
        self._expected_prior = 0
        self._received_prior = 0

    def add(self, sequence: int, timestamp: int, arrival_s: float) -> None:
        """Count one packet with raw 16 and 32 bit wire values."""
        if self._base is None:
            self._base = self._highest = sequence
        else:
            ahead = (sequence - self._highest) & 0xFFFF
            if ahead >= 0x8000:  # late or doubled: counts as received, moves nothing
                # From before the first: sent while keys were still being agreed on, and most of it refused.
                self.packets_received += self._highest - (0x10000 - ahead) >= self._base
                return
            if ahead > _MAX_DROPOUT:
                self._restart(sequence)
            else:
                self._highest += ahead
            elapsed = ((timestamp - self._last_timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
            deviation = abs((arrival_s - self._last_arrival_s) * self.clock_rate_hz - elapsed)
            if ahead and deviation < self.clock_rate_hz:
                self._jitter += (deviation - self._jitter) / 16
        self.packets_received += 1
        self._last_timestamp = timestamp
        self._last_arrival_s = arrival_s

    def _restart(self, sequence: int) -> None:
        self._base = self._highest = sequence
        self.packets_received = 0
        self._expected_prior = self._received_prior = 0

    @property
    def max_seq(self) -> int:
        """Extended highest sequence number, 32 bit."""
        return self._highest & 0xFFFFFFFF

    @property
    def packets_expected(self) -> int:
        """How many packets the sender has sent, as far as sequence numbers tell."""
        return 0 if self._base is None else self._highest - self._base + 1

    @property
    def packets_lost(self) -> int:
        """Expected minus received, clamped to 24 bit; negative when packets were doubled."""
        return max(_MIN_LOST, min(_MAX_LOST, self.packets_expected - self.packets_received))

    @property
    def jitter(self) -> int:
        """RFC 3550 interarrival jitter in timestamp units."""
        return int(self._jitter)

    @property
    def jitter_ms(self) -> float:
        """The same in milliseconds."""
        return self._jitter / self.clock_rate_hz * 1000

    @property
    def fraction_lost(self) -> int:
        """Lost share since the last reading, in 1/256; reading it starts the next interval."""
        expected = self.packets_expected - self._expected_prior
        received = self.packets_received - self._received_prior
        self._expected_prior = self.packets_expected
        self._received_prior = self.packets_received
        lost = expected - received
        return 0 if expected <= 0 or lost <= 0 else min(255, (lost << 8) // expected)
