"""FLAC by frames: a crash while it is written loses one, and whole ones are read. And WAV, only read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

RATE_HZ = 48_000
_FULL_SCALE = float(2**23)
_CODECS = ("flac", "pcm_s16le", "pcm_s24le")
_LAST_BLOCK_STREAMINFO = bytes([0x80, 0, 0, 34])  # RFC 9639, 8.1
_TOTAL_ENDS, _TOTAL_BITS = 4 + 4 + 18, 36  # the same, 8.2: samples of a channel, 0 where it is not known


class FlacEncoder:
    """Turns ``(frames, channels)`` float32 +-1 into FLAC of 24 bits at 48 kHz.

    Parameters
    ----------
    channels : int
        1 or 2.

    Attributes
    ----------
    header : bytes
        What a file begins with. It says nothing of the length, so it is true whenever writing ends; after
        `finish` it does (a player shows no length else), for whoever writes it over the first.

    Raises
    ------
    ValueError
        ``channels`` is neither 1 nor 2 (the message gives it).

    Notes
    -----
    Realtime-safe: no. Thread-safe: no. About 1 ms of CPU for a second of one channel.
    """

    def __init__(self, channels: int) -> None:
        if channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, got {channels}")
        self._layout = "mono" if channels == 1 else "stereo"
        codec = av.CodecContext.create("flac", "w")
        assert isinstance(codec, AudioCodecContext)
        codec.sample_rate, codec.layout, codec.format = RATE_HZ, self._layout, "s32"
        codec.options = {"compression_level": "5"}
        codec.open()
        self._codec, self._frames = codec, 0
        self._rest = np.zeros((0, channels), np.float32)
        self.header = b"fLaC" + _LAST_BLOCK_STREAMINFO + bytes(codec.extradata or b"")

    def encode(self, block: NDArray[np.float32]) -> bytes:
        """Take samples; every whole FLAC frame (4608 samples) that they complete."""
        samples = np.concatenate([self._rest, block])
        size = self._codec.frame_size
        whole = len(samples) - len(samples) % size
        self._rest = samples[whole:].copy()
        return b"".join(self._encode(samples[at : at + size]) for at in range(0, whole, size))

    def finish(self) -> bytes:
        """The last frame, shorter than the others; nothing may be encoded after it."""
        last = self._encode(self._rest) if len(self._rest) else b""
        last += b"".join(bytes(packet) for packet in self._codec.encode(None))
        self.header = _with_total(self.header, self._frames)
        return last

    def _encode(self, samples: NDArray[np.float32]) -> bytes:
        scaled = np.clip(np.round(samples.astype(np.float64) * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1)
        words = np.ascontiguousarray(scaled.astype(np.int32) << 8).reshape(1, -1)
        frame = AudioFrame.from_ndarray(words, format="s32", layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, self._frames, Fraction(1, RATE_HZ)
        self._frames += len(samples)
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))


def _with_total(header: bytes, frames: int) -> bytes:
    before = int.from_bytes(header[:_TOTAL_ENDS], "big") >> _TOTAL_BITS << _TOTAL_BITS
    return (before | frames).to_bytes(_TOTAL_ENDS, "big") + header[_TOTAL_ENDS:]


def read_sound(path: Path) -> Iterator[NDArray[np.float32]]:
    """Blocks ``(frames, channels)`` of what an end has recorded: FLAC, or a page's WAV of 16 or 24 bits.

    Raises
    ------
    ValueError
        It is neither, or not one of ours (48 kHz, one or two channels).
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        wave = file.read(4) == b"RIFF"
    return _read(path, "wav" if wave else "flac")


def read_flac(path: Path) -> Iterator[NDArray[np.float32]]:
    """Blocks ``(frames, channels)`` of a file, up to its last whole frame.

    Raises
    ------
    ValueError
        It is no FLAC file, or not one of ours (48 kHz, one or two channels).
    """
    return _read(path, "flac")


def _read(path: Path, container: str) -> Iterator[NDArray[np.float32]]:
    try:
        with av.open(str(path), format=container) as file:
            stream = file.streams.audio[0]
            if stream.rate != RATE_HZ or stream.channels not in (1, 2):
                raise ValueError(f"{stream.rate} Hz, {stream.channels} channels: expected 48000 Hz, 1 or 2")
            if stream.codec_context.name not in _CODECS:
                raise ValueError(f"{stream.codec_context.name}: expected FLAC or PCM")
            stream.codec_context.options = {"err_detect": "crccheck+explode"}
            for packet in file.demux(stream):
                for frame in stream.codec_context.decode(packet):
                    yield _to_float(frame, stream.channels)
    except av.InvalidDataError:
        return  # torn: what was whole has been given
    except (av.FFmpegError, IndexError) as error:
        raise ValueError(f"no {container.upper()} file ({type(error).__name__})") from error


def _to_float(frame: AudioFrame, channels: int) -> NDArray[np.float32]:
    words = frame.to_ndarray()
    if words.dtype == np.int32:
        scale = 2.0**31
    elif words.dtype == np.int16:
        scale = 2.0**15
    else:
        raise ValueError(f"samples of {words.dtype}: expected 16 or 24 bits")
    return (words.reshape(-1, channels) / scale).astype(np.float32)
