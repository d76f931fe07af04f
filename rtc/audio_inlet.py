"""Audio in: from the datagram to the jitter buffer, at once."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dsp.packets import AudioPacket
from dsp.pcm import PcmFormat
from dsp.red import RedError, parse

from .audio_formats import AudioFormats
from .copies import Copies
from .reception import Reception
from .rtp import HEADER_BYTES, parse_audio

OnAudio = Callable[[AudioPacket, float], None]
Unprotect = Callable[[bytes], bytes]


class AudioInlet:
    """Takes a connection's audio datagrams before anybody else sees them.

    Parameters
    ----------
    on_audio : callable or None
        Called with each authentic packet and its arrival, ``time.monotonic()``, in seconds. Of a redundant
        packet (RFC 2198) first with those earlier payloads that have not come yet, marked as recovered.

    Notes
    -----
    Realtime-safe: ``take`` yes. Thread-safe: one taker at a time (see `rtc.shared_transport`). Forged,
    repeated and malformed packets are counted and dropped.
    """

    def __init__(self, on_audio: OnAudio | None) -> None:
        self._on_audio = on_audio
        self._unprotect: Unprotect | None = None
        self._refusals: tuple[type[Exception], ...] = ()
        self._payload_types: frozenset[int] = frozenset()
        self._meaning: dict[int, PcmFormat | None] = {}
        self._red: int | None = None
        self._copies = Copies()
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
        formats: AudioFormats,
        ssrcs: Collection[int],
        on_stream: Callable[[int, Reception], None],
    ) -> None:
        """Say what the descriptions agreed on; ``on_stream`` is told which SSRC it became."""
        self._payload_types = formats.payload_types
        self._meaning, self._red = formats.meaning, formats.red
        self._declared = frozenset(ssrcs)
        self._on_stream = on_stream

    def arm(self, unprotect: Unprotect, refusals: tuple[type[Exception], ...]) -> None:
        """Take the key of a connection just made; ``refusals`` is what ``unprotect`` raises."""
        self._unprotect = unprotect
        self._refusals = refusals

    def take(self, datagram: bytes, arrival_s: float) -> bool:
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
        if ssrc != self.ssrc:
            self._adopt(ssrc)
        self.last_s = arrival_s
        packet = parse_audio(plain)
        if packet is None:
            self.malformed += 1
            return True
        self.reception.add(packet.sequence, packet.timestamp, arrival_s)
        payload_type = plain[1] & 0x7F
        if payload_type == self._red:
            self._take_red(packet, arrival_s)
        else:
            self._hand_on(packet, self._meaning[payload_type], arrival_s)
        return True

    def _take_red(self, packet: AudioPacket, arrival_s: float) -> None:
        """Take a redundant packet apart: what had been missing first, then the sound it came for."""
        try:
            blocks = parse(packet.payload)
        except RedError:
            self.malformed += 1
            return
        sequence, timestamp = packet.sequence, packet.timestamp
        for payload_type, offset, payload in blocks:
            if payload_type not in self._meaning:
                self.malformed += 1
                continue
            at = (timestamp - offset) & 0xFFFFFFFF
            if self._copies.fresh(at) or not offset:
                one = AudioPacket(sequence, at, payload, recovered=offset > 0)
                self._hand_on(one, self._meaning[payload_type], arrival_s)

    def _hand_on(self, packet: AudioPacket, pcm: PcmFormat | None, arrival_s: float) -> None:
        if self._on_audio is None:
            return
        if pcm is not None:
            packet = packet._replace(pcm=pcm)
        self._on_audio(packet, arrival_s)

    def _adopt(self, ssrc: int) -> None:
        """Listen to this source from now on: the declared one, or the first that knows the key."""
        self.ssrc = ssrc
        self.reception = Reception()
        self._copies = Copies()
        if self._on_stream is not None:
            self._on_stream(ssrc, self.reception)
