"""One take of the own microphone on the disk, written as it goes, without ever touching the audio thread."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from client.native.devices.base import AudioBlock
from client.native.errors import ClientError
from dsp.ring import RingBuffer

__all__ = ["SOUND", "TIMES", "Encoder", "Spot", "Tape"]

SOUND, TIMES = "sound.flac", "times.jsonl"
RATE_HZ = 48_000
EVERY_S = 0.1
FULL = "The disk is full or cannot be written: this end is no longer recorded. The lesson goes on."


class Encoder(Protocol):
    """What a tape needs of `rtc.flac.FlacEncoder`."""

    header: bytes

    def encode(self, block: AudioBlock) -> bytes: ...
    def finish(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Sample ``sample`` of the file was captured at monotonic time ``at_s``."""

    sample: int
    at_s: float


class Tape:
    """Writes the microphone into ``folder``, and which of its samples belongs to which lesson time.

    Sample n of the file is the n-th of the device since the first: what the device skipped, what the ring
    could not take while the disk stalled and what was muted is silence. Every whole frame of the encoder is
    given to the system at once, so that a killed process loses what came since: 0.2 s.

    Parameters
    ----------
    folder : Path
        Made here, for its owner alone.
    encoder : Encoder
    channels : int
        As many as the microphone has, 1 or 2.
    buffer_s : float
        How long a disk may stall before samples are silence.

    Attributes
    ----------
    spot : Spot or None
        The newest block's first sample.
    problem : str
        Why it writes no more, for people; empty while it does.

    Raises
    ------
    ClientError
        The folder cannot be written.

    Notes
    -----
    Realtime-safe: ``feed`` yes. Thread-safe: one feeder; ``note`` and ``close`` from one other thread.
    """

    def __init__(self, folder: Path, encoder: Encoder, *, channels: int, buffer_s: float = 10.0) -> None:
        self._encoder = encoder
        self._channels = channels
        self._ring = RingBuffer(int(buffer_s * RATE_HZ), channels)
        self._scratch = np.zeros((RATE_HZ, channels), np.float32)
        self._silence = np.zeros((4096, channels), np.float32)
        self._first = self._expected = -1
        self._fed = 0
        self._gaps: deque[tuple[int, int]] = deque()
        self._times: deque[str] = deque()
        self.spot: Spot | None = None
        self.dropped_frames = 0
        self.written_frames = 0
        self.problem = ""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sound = _new_file(folder / SOUND)
            self._lines = _new_file(folder / TIMES)
            os.write(self._sound, encoder.header)
        except OSError as error:
            raise ClientError(f"Cannot record to {folder}: {error.strerror}.") from error
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="klangbro-tape", daemon=True)
        self._thread.start()

    def feed(self, block: AudioBlock, sample: int, capture_s: float, *, muted: bool = False) -> None:
        """Take a block ``(frames, channels)``; ``sample`` and ``capture_s`` as `Capture.feed` has them."""
        if self._first < 0:
            self._first = self._expected = sample
        if sample > self._expected:
            self._gaps.append((self._fed, sample - self._expected))
        self._expected = sample + len(block)
        self.spot = Spot(sample - self._first, capture_s)
        if muted:
            self._gaps.append((self._fed, len(block)))
            return
        # Another card may have more channels than the one it began with; fewer are spread by the ring.
        written = self._ring.write(block[:, : self._channels])
        self._fed += written
        if written < len(block):
            self.dropped_frames += len(block) - written
            self._gaps.append((self._fed, len(block) - written))

    def note(self, spot: Spot, lesson_s: float, bound_s: float) -> None:
        """Note what lesson time it was at a spot, and how far that can be off, s."""
        self._times.append(json.dumps([spot.sample, round(lesson_s, 7), round(bound_s, 7)]) + "\n")

    def close(self) -> None:
        """Write what is left."""
        self._stop.set()
        self._thread.join()
        for file in (self._sound, self._lines):
            with suppress(OSError):
                os.close(file)

    def _run(self) -> None:
        taken = 0
        try:
            while True:
                last = self._stop.wait(EVERY_S)
                taken = self._drain(taken)
                while self._times:
                    _write(self._lines, self._times.popleft().encode())
                if last:
                    _write(self._sound, self._encoder.finish())
                    return
        except OSError:
            self.problem = FULL

    def _drain(self, taken: int) -> int:
        while True:
            # In this order: gaps are noted before what follows them is fed, so all below `fed` are known.
            end = min(self._fed, taken + len(self._scratch))
            while self._gaps and self._gaps[0][0] <= taken:
                self._put_silence(self._gaps.popleft()[1])
            if self._gaps:
                end = min(end, self._gaps[0][0])
            count = self._ring.read_into(self._scratch[: end - taken])
            if count == 0:
                return taken
            self._put(self._scratch[:count])
            taken += count

    def _put_silence(self, frames: int) -> None:
        while frames:
            part = min(frames, len(self._silence))
            self._put(self._silence[:part])
            frames -= part

    def _put(self, block: AudioBlock) -> None:
        _write(self._sound, self._encoder.encode(block))
        self.written_frames += len(block)


MakeTape = Callable[[Path], Tape]


def _new_file(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)


def _write(file: int, data: bytes) -> None:
    """All of it, to the system: a killed process has written it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
