"""Peers: WebRTC connections whose audio goes from thread to socket and from socket to jitter buffer directly.

The only package that imports aiortc, av and opuslib. ``Peer`` is one connection to one far end,
``OpusEncoder`` and ``OpusDecoder`` turn blocks into payloads and back, ``VideoSource`` is a picture encoded
in a process of its own. Names are imported when first used: the video process needs none of aiortc.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .audio_inlet import OnAudio
    from .audio_sender import AudioSender, SentAudio
    from .config import IceServerConfig
    from .datagrams import DatagramFilter, SendDatagram
    from .errors import LibraryMissingError, OpusError, PeerStateError, RtcError, SdpError, VideoError
    from .opus import OpusDecoder, OpusEncoder, duration_samples
    from .peer import Peer
    from .picture import read_counter
    from .stats import PeerStats
    from .video import VideoSource
    from .video_inlet import VideoFrameInfo

_HOMES = {
    "AudioSender": "audio_sender",
    "DatagramFilter": "datagrams",
    "IceServerConfig": "config",
    "LibraryMissingError": "errors",
    "OnAudio": "audio_inlet",
    "OpusDecoder": "opus",
    "OpusEncoder": "opus",
    "OpusError": "errors",
    "Peer": "peer",
    "PeerStateError": "errors",
    "PeerStats": "stats",
    "RtcError": "errors",
    "SdpError": "errors",
    "SendDatagram": "datagrams",
    "SentAudio": "audio_sender",
    "VideoError": "errors",
    "VideoFrameInfo": "video_inlet",
    "VideoSource": "video",
    "duration_samples": "opus",
    "read_counter": "picture",
}

__all__ = [
    "AudioSender",
    "DatagramFilter",
    "IceServerConfig",
    "LibraryMissingError",
    "OnAudio",
    "OpusDecoder",
    "OpusEncoder",
    "OpusError",
    "Peer",
    "PeerStateError",
    "PeerStats",
    "RtcError",
    "SdpError",
    "SendDatagram",
    "SentAudio",
    "VideoError",
    "VideoFrameInfo",
    "VideoSource",
    "duration_samples",
    "read_counter",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)
