"""Audio in: from the datagram to the jitter buffer, inside the network callback."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from dsp.packets import AudioPacket

from .reception import Reception
from .rtp import HEADER_BYTES, parse_audio

OnAudio = Callable[[AudioPacket, float], None]
Unprotect = Callable[[bytes], bytes]


class AudioInlet:
    """Takes a connection's audio datagrams before anybody else sees them.

    Parameters
    ----------
    on_audio : callable or None
        Called with each authentic packet and its arrival, ``time.monotonic()``, in seconds.

    Notes
    -----
    Belongs to the event loop's thread. Forged, repeated and malformed packets are counted and dropped.
    """

    def __init__(self, on_audio: OnAudio | None) -> None:
        self._on_audio = on_audio
        self._unprotect: Unprotect | None = None
        self._refusals: tuple[type[Exception], ...] = ()
        self._payload_types: frozenset[int] = frozenset()
        self._declared: frozenset[int] = frozenset()
        self._on_stream: Callable[[int, Reception], None] | None = None
        self.reception = Reception()
        self.ssrc: int | None = None
        self.last_s = float("-inf")
        self.refused = 0
        self.malformed = 0
        self.foreign = 0

    def expect(
        self,
        payload_types: Collection[int],
        ssrcs: Collection[int],
        on_stream: Callable[[int, Reception], None],
    ) -> None:
        """Say what the descriptions agreed on; ``on_stream`` is told which SSRC it became."""
        self._payload_types = frozenset(payload_types)
        self._declared = frozenset(ssrcs)
        self._on_stream = on_stream

    def arm(self, unprotect: Unprotect, refusals: tuple[type[Exception], ...]) -> None:
        """Take the key of a connection just made; ``refusals`` is what ``unprotect`` raises."""
        self._unprotect = unprotect
        self._refusals = refusals

    def take(self, datagram: bytes) -> bool:
        """Handle a media datagram if it is our audio; ``False``: it is somebody else's."""
        if len(datagram) < HEADER_BYTES or datagram[1] & 0x7F not in self._payload_types:
            return False
        unprotect = self._unprotect
        if unprotect is None:  # media may overtake the end of the handshake
            self.refused += 1
            return True
        ssrc = int.from_bytes(datagram[8:12], "big")
        if ssrc != self.ssrc and self.ssrc is not None and self.ssrc in self._declared:
            self.foreign += 1
            return True
        try:
            plain = unprotect(datagram)
        except self._refusals:
            self.refused += 1
            return True
        now_s = time.monotonic()
        if ssrc != self.ssrc:
            self._adopt(ssrc)
        self.last_s = now_s
        packet = parse_audio(plain)
        if packet is None:
            self.malformed += 1
            return True
        self.reception.add(packet.sequence, packet.timestamp, now_s)
        if self._on_audio is not None:
            self._on_audio(packet, now_s)
        return True

    def _adopt(self, ssrc: int) -> None:
        """Listen to this source from now on: the declared one, or the first that knows the key."""
        self.ssrc = ssrc
        self.reception = Reception()
        if self._on_stream is not None:
            self._on_stream(ssrc, self.reception)
