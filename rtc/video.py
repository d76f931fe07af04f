"""The outgoing picture: taken and encoded in a process of its own, so that sound never waits for it."""

from __future__ import annotations

import logging
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import VideoError
from .picture import HEIGHT, WIDTH, read_counter

__all__ = ["EncodedPicture", "VideoSource", "read_counter"]

logger = logging.getLogger(__name__)

# What the process writes before each picture: bytes that follow, kind, 90 kHz time, Unix time of capture.
HEADER = struct.Struct("!IBQd")
KIND_PICTURE, KIND_KEYFRAME, KIND_ERROR = 0, 1, 2
COMMAND = struct.Struct("!cI")
MAX_PICTURE_BYTES = 4_000_000
_STOP_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One VP8 frame; ``timestamp`` counts at 90 000 Hz from the source's start."""

    payload: bytes
    timestamp: int
    captured_wall_s: float
    keyframe: bool


class VideoSource:
    """A camera, a file or a test picture, VP8-encoded elsewhere.

    The process starts with the first peer that is up and ends with the last. It also ends when this one does,
    however that happens: it reads our end of a pipe.

    Parameters
    ----------
    spec : str
        ``test``, ``file:PATH`` or ``camera[:N]``.
    width, height : int
        In pixels, even; a file or camera is scaled to fit.
    fps : int
        1 to 60.
    bitrate_bps : int
        To begin with; receivers' reports change it.

    Raises
    ------
    ValueError
        Another specification or a number outside its range.

    Notes
    -----
    Thread-safe: yes.
    """

    def __init__(
        self,
        spec: str = "test",
        *,
        width: int = WIDTH,
        height: int = HEIGHT,
        fps: int = 15,
        bitrate_bps: int = 600_000,
    ) -> None:
        kind, _, rest = spec.partition(":")
        if not (
            spec == "test" or (kind == "file" and rest) or (kind == "camera" and (rest or "0").isdecimal())
        ):
            raise ValueError(f"a picture comes from test, file:PATH or camera[:N], not {spec!r}")
        if (
            not 1 <= fps <= 60
            or width % 2
            or height % 2
            or not (16 <= width <= 4096 and 16 <= height <= 4096)
        ):
            raise ValueError(f"pictures are even-sized and 1 to 60 a second, not {width} x {height} at {fps}")
        self.spec = spec
        self._arguments = [spec, str(width), str(height), str(fps), str(bitrate_bps)]
        self._lock = threading.Lock()
        self._subscribers: dict[int, Callable[[EncodedPicture], None]] = {}
        self._next_number = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self.error: VideoError | None = None

    @property
    def running(self) -> bool:
        """Whether its process is alive."""
        process = self._process
        return process is not None and process.poll() is None

    def subscribe(self, deliver: Callable[[EncodedPicture], None]) -> int:
        """Get every picture from the next keyframe on; ``deliver`` is called on a reading thread.

        Returns
        -------
        int
            For ``unsubscribe``.
        """
        with self._lock:
            self._next_number += 1
            self._subscribers[self._next_number] = deliver
            if self._process is None:
                self._start()
            number = self._next_number
        self.request_keyframe()
        return number

    def unsubscribe(self, number: int) -> None:
        """Want no more; with the last one gone, wait until the process ended (up to 3 s: not on a loop)."""
        with self._lock:
            self._subscribers.pop(number, None)
            if self._subscribers or self._process is None:
                return
            process, reader = self._process, self._reader
            self._process = self._reader = None
        self._stop(process, reader)

    def request_keyframe(self) -> None:
        """Make one of the next pictures complete in itself."""
        self._command(b"K", 0)

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Aim at this rate."""
        self._command(b"B", max(0, min(bitrate_bps, 0xFFFFFFFF)))

    def _start(self) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        # Not multiprocessing: its spawn runs the main program again in the child and leaves a tracker
        # process behind.
        self._process = subprocess.Popen(  # noqa: S603 -- our own module and our own arguments
            [sys.executable, "-m", "rtc.video_worker", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            bufsize=0,
        )
        self._reader = threading.Thread(
            target=self._read, args=(self._process,), name="klangbro-video", daemon=True
        )
        self._reader.start()

    def _stop(self, process: subprocess.Popen[bytes], reader: threading.Thread | None) -> None:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:  # a camera driver that hangs
            process.kill()
            process.wait()
        if reader is not None:
            reader.join()
        if process.stdout is not None:
            process.stdout.close()

    def _command(self, letter: bytes, value: int) -> None:
        with self._lock:
            process = self._process
            if process is None or process.stdin is None:
                return
            try:
                process.stdin.write(COMMAND.pack(letter, value))
            except OSError:
                return  # it ended; the reader says why

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        stream = process.stdout
        while stream is not None:
            header = _read_exactly(stream, HEADER.size)
            if header is None:
                return
            size, kind, timestamp, captured_wall_s = HEADER.unpack(header)
            payload = _read_exactly(stream, size) if size <= MAX_PICTURE_BYTES else None
            if payload is None:
                return
            if kind == KIND_ERROR:
                self.error = VideoError(payload.decode("utf-8", "replace"))
                logger.warning("no picture: %s", self.error)
                continue
            picture = EncodedPicture(payload, timestamp, captured_wall_s, kind == KIND_KEYFRAME)
            for deliver in list(self._subscribers.values()):
                deliver(picture)


def _read_exactly(stream: IO[bytes], size: int) -> bytes | None:
    """All of ``size`` bytes, or ``None`` where the other end closed."""
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
