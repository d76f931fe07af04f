"""The process that takes and encodes pictures: ``python -m rtc.video_worker SPEC WIDTH HEIGHT FPS BITRATE``.

Writes pictures to standard output, reads commands from standard input, and ends when that ends.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

import av
import av.logging

from .video import COMMAND, HEADER, KIND_ERROR, KIND_KEYFRAME, KIND_PICTURE
from .video_pictures import Captured, pictures

# A receiver that lost a picture asks until it has one; more than this would be nothing but keyframes.
_MIN_KEYFRAME_INTERVAL_S = 0.3
_MIN_BITRATE_INTERVAL_S = 2.0


class Commands:
    """What our owner wants, read on a thread of its own."""

    def __init__(self, stream: BinaryIO, bitrate_bps: int) -> None:
        self.stop = threading.Event()
        self.keyframe = threading.Event()
        self.bitrate_bps = bitrate_bps
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: BinaryIO) -> None:
        while command := stream.read(COMMAND.size):
            try:
                letter, value = COMMAND.unpack(command)
            except struct.error:
                break
            if letter == b"K":
                self.keyframe.set()
            elif letter == b"B":
                self.bitrate_bps = value
        self.stop.set()


class Encoder:
    """libvpx as a camera call wants it: no lag, constant rate, cheap."""

    def __init__(self, width: int, height: int, fps: int, bitrate_bps: int) -> None:
        self.bitrate_bps = bitrate_bps
        self._frames = 0
        self._fps = fps
        codec = av.VideoCodecContext.create("libvpx", "w")
        codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
        codec.bit_rate = bitrate_bps
        codec.time_base = Fraction(1, fps)
        codec.gop_size = 3000
        codec.qmin, codec.qmax = 2, 56
        codec.thread_count = 1
        rate = str(bitrate_bps)
        codec.options = {
            "deadline": "realtime",
            "cpu-used": "-6",
            "lag-in-frames": "0",
            "minrate": rate,
            "maxrate": rate,
            "bufsize": rate,
            "undershoot-pct": "100",
            "overshoot-pct": "15",
            "static-thresh": "1",
            "error-resilient": "1",
        }
        self._codec = codec

    def encode(self, frame: av.VideoFrame, keyframe: bool) -> tuple[bytes, bool]:
        """Encode one picture; gives its bytes and whether it is a keyframe."""
        frame.pts, frame.time_base = self._frames, Fraction(1, self._fps)
        frame.pict_type = av.video.frame.PictureType.I if keyframe else av.video.frame.PictureType.NONE
        self._frames += 1
        packets = self._codec.encode(frame)
        return b"".join(bytes(p) for p in packets), any(p.is_keyframe for p in packets)


def _write(out: BinaryIO, kind: int, payload: bytes, timestamp: int, captured_wall_s: float) -> None:
    out.write(HEADER.pack(len(payload), kind, timestamp, captured_wall_s) + payload)
    out.flush()


def _run(source: Iterator[Captured], fps: int, commands: Commands, out: BinaryIO) -> None:
    encoder: Encoder | None = None
    origin_s: float | None = None
    keyframe_s = bitrate_s = float("-inf")
    for captured in source:
        if commands.stop.is_set():
            return
        now_s = time.monotonic()
        frame = captured.frame
        changed = (
            encoder is not None and abs(commands.bitrate_bps - encoder.bitrate_bps) > encoder.bitrate_bps / 8
        )
        if encoder is None or (changed and now_s - bitrate_s > _MIN_BITRATE_INTERVAL_S):
            encoder, bitrate_s = Encoder(frame.width, frame.height, fps, commands.bitrate_bps), now_s
        wants_keyframe = commands.keyframe.is_set() and now_s - keyframe_s > _MIN_KEYFRAME_INTERVAL_S
        if wants_keyframe:
            commands.keyframe.clear()
        payload, is_keyframe = encoder.encode(frame, wants_keyframe)
        if is_keyframe:
            keyframe_s = now_s
        if origin_s is None:
            origin_s = captured.captured_s
        if payload:
            timestamp = round((captured.captured_s - origin_s) * 90_000)
            kind = KIND_KEYFRAME if is_keyframe else KIND_PICTURE
            _write(out, kind, payload, timestamp, captured.captured_wall_s)


def main(arguments: list[str]) -> int:
    """Run until told to stop; 0 when all went well."""
    spec, *numbers = arguments
    width, height, fps, bitrate_bps = map(int, numbers)
    av.logging.set_level(av.logging.FATAL)
    # Commands without buffering: they are few bytes, and a buffer would wait for more.
    commands = Commands(os.fdopen(os.dup(0), "rb", buffering=0), bitrate_bps)
    out = os.fdopen(os.dup(1), "wb")
    try:
        _run(pictures(spec, width, height, fps, commands.stop), fps, commands, out)
    except BrokenPipeError:
        return 0  # our owner is gone
    except (OSError, ValueError) as error:  # av's errors are OSErrors
        _write(out, KIND_ERROR, f"{spec}: {error}".encode(), 0, 0.0)
        commands.stop.wait()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
