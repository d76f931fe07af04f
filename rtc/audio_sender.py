"""Audio out: from the audio thread to the socket, with nothing in between."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsp.pcm import PcmFormat
from dsp.red import RedBlock, pack
from dsp.redundancy import MOST_BACK, NONE, Protection

from .audio_formats import AudioFormats
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
    protection : Protection
        Which earlier payloads ride along (RFC 2198), where the far end takes that. Set it whenever wanted:
        the next packet has them.

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
        self.protection: Protection = NONE
        self._formats = AudioFormats(0)
        self._sent: deque[tuple[int, int, bytes]] = deque(maxlen=MOST_BACK)
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

    @property
    def protects(self) -> bool:
        """Whether the far end takes redundancy."""
        return self._formats.red is not None

    def takes(self, pcm: PcmFormat) -> bool:
        """Whether the far end takes uncompressed sound of this format."""
        return pcm in self._formats.pcm

    def send(self, payload: bytes, timestamp: int, pcm: PcmFormat | None = None) -> None:
        """Send one packet now.

        Parameters
        ----------
        payload : bytes
            1 to 1200 bytes; longer ones are counted in ``failed`` and not sent.
        timestamp : int
            Media time of its first sample at 48 000 Hz; only the low 32 bits go out.
        pcm : PcmFormat or None
            How the payload is written; None: Opus. What the far end does not take is counted in ``failed``.
        """
        protect, way = self._protect, self._way
        if protect is None or way is None:
            self.skipped += 1
            return
        size = len(payload)
        formats = self._formats
        payload_type = formats.opus if pcm is None else formats.pcm.get(pcm, -1)
        if not 0 < size <= MAX_AUDIO_PAYLOAD_BYTES or payload_type < 0:
            self.failed += 1
            return
        timestamp &= 0xFFFFFFFF
        sequence = self._sequence
        self._sequence = (sequence + 1) & 0xFFFF
        body, body_type = payload, payload_type
        if formats.red is not None:
            protection = self.protection
            if protection.depth:
                body = pack(payload, payload_type, self._earlier(protection, timestamp))
                body_type = formats.red
            self._sent.append((timestamp, payload_type, payload))
        header = HEADER.pack(VERSION_2, body_type, sequence, timestamp, self.ssrc)
        way(protect(header + body))
        self.packets += 1
        self.payload_bytes += len(body)
        # One assignment, so that a reader on another thread sees four values that belong together.
        self._last = (self.packets, self.payload_bytes, timestamp, time.time())

    def _earlier(self, protection: Protection, timestamp: int) -> Iterator[RedBlock]:
        """Those of the last payloads that shall ride along, oldest first."""
        sent = self._sent
        for back in range(protection.span, 0, -protection.spacing):
            if back <= len(sent):
                at, payload_type, payload = sent[-back]
                yield RedBlock(payload_type, (timestamp - at) & 0xFFFFFFFF, payload)

    def arm(self, protect: Protect, formats: AudioFormats) -> None:
        """Take the key of a connection just made, and what the far end takes (event loop, once)."""
        self._formats = formats
        self._protect = protect

    def route(self, way: SendDatagram | None) -> None:
        """Follow the pair ICE selected; ``None`` when there is none (event loop)."""
        self._way = way
