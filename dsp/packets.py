"""One audio packet as it came from the wire, and the undoing of counters that wrap."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dsp.pcm import PcmFormat


class AudioPacket(NamedTuple):
    """What the jitter buffer needs of an RTP packet (RFC 3550, 5.1).

    Attributes
    ----------
    sequence : int
        As on the wire, 16 bits.
    timestamp : int
        As on the wire, 32 bits, of the payload's first sample at 48 kHz.
    payload : bytes
        Encoded sound; how long it lasts stands inside it.
    pcm : PcmFormat or None
        How the payload is to be read where it is uncompressed; None: it is for the decoder.
    recovered : bool
        A redundant copy that another packet brought; ``sequence`` is that packet's.
    """

    sequence: int
    timestamp: int
    payload: bytes
    pcm: PcmFormat | None = None
    recovered: bool = False


class PushOutcome(StrEnum):
    """What became of a packet at the door; its later fate stands in the statistics."""

    QUEUED = "queued"
    FULL = "full"
    MALFORMED = "malformed"


class Unwrapper:
    """Turn a counter of ``bits`` bits that wraps into one that does not.

    A value is taken to lie within half a cycle of the last one, before or after, so late packets unwrap
    to their own place (RFC 3550, A.1).

    Raises
    ------
    ValueError
        ``bits`` is not between 2 and 64.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, bits: int) -> None:
        if not 2 <= bits <= 64:
            raise ValueError(f"bits must be between 2 and 64, not {bits}")
        self._cycle = 1 << bits
        self._half = self._cycle >> 1
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """Give the unwrapped value and remember it as the last one."""
        self._last = self.peek(value)
        return self._last

    def peek(self, value: int) -> int:
        """Give the unwrapped value without remembering it (it may be a stray)."""
        if self._last is None:
            return value % self._cycle
        step = (value - self._last) % self._cycle
        return self._last + (step - self._cycle if step >= self._half else step)
