"""Audio out: from the audio thread to the socket, with nothing in between."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from .datagrams import SendDatagram
from .rtp import HEADER, MAX_AUDIO_PAYLOAD_BYTES, VERSION_2

Protect = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class SentAudio:
    """How much audio has left, for sender reports and figures."""

    packets: int
    payload_bytes: int
    timestamp: int
    wall_s: float


class AudioSender:
    """Sends encoded audio of one connection.

    ``send`` builds the RTP header, encrypts with an SRTP session of its own (so that the event loop's is
    never shared between threads) and hands the datagram to the socket ICE selected. Before the connection
    is up, and after it ended, it does nothing but count.

    Parameters
    ----------
    ssrc : int
        The synchronisation source that our description declared.

    Attributes
    ----------
    capture_lag_s : float
        How long before ``send`` the packet's first sample was captured; sender reports take it into
        account, so that a browser can put sound and picture together. Set it once it is known.

    Notes
    -----
    Realtime-safe: ``send`` yes. Thread-safe: one thread sends (any one; it may be the event loop's); the
    counters may be read from everywhere.
    """

    def __init__(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self.capture_lag_s = 0.0
        self.packets = 0
        self.payload_bytes = 0
        self.skipped = 0
        self.failed = 0
        # The lower half, so that the first wrap is far away (a receiver that joins at a wrap guesses
        # wrongly).
        self._sequence = random.SystemRandom().randrange(1 << 15)
        self._payload_type = 0
        self._protect: Protect | None = None
        self._way: SendDatagram | None = None
        self._last: tuple[int, int, int, float] | None = None

    @property
    def ready(self) -> bool:
        """Whether ``send`` reaches the network now."""
        return self._protect is not None and self._way is not None

    @property
    def last(self) -> SentAudio | None:
        """Totals and the stamp of the packet sent last; ``None`` before the first."""
        last = self._last
        return None if last is None else SentAudio(*last)

    def send(self, payload: bytes, timestamp: int) -> None:
        """Send one packet now.

        Parameters
        ----------
        payload : bytes
            1 to 1200 bytes; longer ones are counted in ``failed`` and not sent.
        timestamp : int
            Media time of its first sample at 48 000 Hz; only the low 32 bits go out.
        """
        protect, way = self._protect, self._way
        if protect is None or way is None:
            self.skipped += 1
            return
        size = len(payload)
        if not 0 < size <= MAX_AUDIO_PAYLOAD_BYTES:
            self.failed += 1
            return
        timestamp &= 0xFFFFFFFF
        sequence = self._sequence
        self._sequence = (sequence + 1) & 0xFFFF
        header = HEADER.pack(VERSION_2, self._payload_type, sequence, timestamp, self.ssrc)
        way(protect(header + payload))
        self.packets += 1
        self.payload_bytes += size
        # One assignment, so that a reader on another thread sees four values that belong together.
        self._last = (self.packets, self.payload_bytes, timestamp, time.time())

    def arm(self, protect: Protect, payload_type: int) -> None:
        """Take the key of a connection just made (event loop, once)."""
        self._payload_type = payload_type
        self._protect = protect

    def route(self, way: SendDatagram | None) -> None:
        """Follow the pair ICE selected; ``None`` when there is none (event loop)."""
        self._way = way
