from __future__ import annotations

import io
import os
import subprocess
import sys

import av
import numpy as np

from rtc.video import COMMAND, HEADER, KIND_ERROR, KIND_KEYFRAME
from rtc.video_worker import Commands, Encoder


def picture(level: int) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.full((540, 640), level, np.uint8), format="yuv420p")


def test_a_keyframe_is_made_when_asked_for_and_only_then() -> None:
    encoder = Encoder(640, 360, 15, 600_000)
    kinds = [encoder.encode(picture(20 * n), keyframe=n == 3)[1] for n in range(6)]
    assert kinds == [True, False, False, True, False, False]


def test_commands_are_read_until_their_end() -> None:
    commands = Commands(io.BytesIO(COMMAND.pack(b"K", 0) + COMMAND.pack(b"B", 300_000) + b"half"), 600_000)
    assert commands.stop.wait(10)
    assert commands.keyframe.is_set()
    assert commands.bitrate_bps == 300_000


def run(spec: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rtc.video_worker", spec, "640", "360", "30", "600000"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )


def test_it_ends_when_its_owner_does() -> None:
    with run("test") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        header = HEADER.unpack(process.stdout.read(HEADER.size))
        assert header[1] == KIND_KEYFRAME
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_says_what_it_cannot_open() -> None:
    with run("file:/nowhere/film.mkv") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        size, kind, *_ = HEADER.unpack(process.stdout.read(HEADER.size))
        assert kind == KIND_ERROR
        assert b"film.mkv" in process.stdout.read(size)
        process.stdin.close()
        assert process.wait(20) == 1
