"""Every exception this package raises on purpose, in one tree.

What comes from the network as RTP, RTCP or STUN is counted and dropped, never raised: only what a
caller hands in (descriptions, candidates, Opus payloads, settings) can fail here.
"""

from __future__ import annotations


class RtcError(Exception):
    """Root of this package's exceptions."""


class SdpError(RtcError, ValueError):
    """A session description or candidate that cannot be used; the message says which part."""


class OpusError(RtcError, ValueError):
    """Opus refused a payload or a setting."""


class LibraryMissingError(RtcError):
    """A native library or a Python package this part needs is not there; the message says what to install."""


class VideoError(RtcError):
    """The picture source cannot be opened or its process ended."""


class PeerStateError(RtcError):
    """A call that makes no sense in the peer's present state (answered twice, closed)."""
