"""WAV files: read whole, and written while a lesson runs without ever touching the audio thread."""

from __future__ import annotations

import struct
import threading
from collections import deque
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from client.native.errors import ClientError, DeviceError
from dsp.ring import RingBuffer

__all__ = ["SampleFormat", "WavRecorder", "WavWriter", "read_wav"]

SAMPLE_RATE_HZ = 48_000
SampleFormat = Literal["float32", "int16"]
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_MAX_CHANNELS = 2


def read_wav(path: Path) -> NDArray[np.float32]:
    """Read a WAV file as ``(frames, channels)`` float32 +-1 at 48 kHz; more than two channels: the first two.

    Raises
    ------
    DeviceError
        No such file, not a WAV file, or empty.
    """
    from scipy.io import wavfile  # noqa: PLC0415 - takes longer to import than all else of a join

    try:
        rate, raw = wavfile.read(path)
    except OSError as error:
        raise DeviceError(f"No sound file {path}: {error.strerror or error}. Check the path.") from error
    except (ValueError, struct.error, EOFError) as error:
        raise DeviceError(f"{path} is not a WAV file that can be read. Convert it to 16-bit WAV.") from error
    samples = _to_float(np.asarray(raw))
    if samples.ndim == 1:
        samples = samples[:, None]
    samples = samples[:, :_MAX_CHANNELS]
    if len(samples) == 0:
        raise DeviceError(f"{path} holds no sound. Choose another file.")
    if rate != SAMPLE_RATE_HZ:
        from scipy.signal import resample_poly  # noqa: PLC0415

        ratio = Fraction(SAMPLE_RATE_HZ, int(rate))
        samples = resample_poly(samples, ratio.numerator, ratio.denominator, axis=0)
    return np.ascontiguousarray(samples, dtype=np.float32)


def _to_float(raw: NDArray[Any]) -> NDArray[np.float32]:
    if raw.dtype == np.uint8:
        return ((raw.astype(np.float32) - 128.0) / 128.0).astype(np.float32)
    if np.issubdtype(raw.dtype, np.integer):
        return np.asarray(raw.astype(np.float64) / -float(np.iinfo(raw.dtype).min), np.float32)
    return np.asarray(raw, np.float32)


class WavWriter:
    """Writes ``(frames, channels)`` blocks; the header is true after every `flush`.

    Realtime-safe: no. Thread-safe: no.

    Raises
    ------
    ClientError
        The file cannot be made.
    """

    def __init__(self, path: Path, *, channels: int, sample_format: SampleFormat = "float32") -> None:
        if channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, got {channels}")
        self._format, self._channels, self.frames = sample_format, channels, 0
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise ClientError(f"Cannot record to {path}: {error.strerror}. Choose another file.") from error
        self.flush()

    def write(self, block: NDArray[np.float32]) -> None:
        if self._format == "int16":
            data = np.round(np.clip(block, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
        else:
            data = block.astype("<f4").tobytes()
        self._file.write(data)
        self.frames += len(block)

    def flush(self) -> None:
        width = 2 if self._format == "int16" else 4
        size = self.frames * self._channels * width
        rate_bytes = SAMPLE_RATE_HZ * self._channels * width
        header = _HEADER.pack(
            b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1 if width == 2 else 3, self._channels,
            SAMPLE_RATE_HZ, rate_bytes, self._channels * width, 8 * width, b"data", size,
        )  # fmt: skip
        self._file.seek(0)
        self._file.write(header)
        self._file.seek(0, 2)
        self._file.flush()

    def close(self) -> None:
        if not self._file.closed:
            self.flush()
            self._file.close()


class WavRecorder:
    """Records from an audio callback: `feed` only copies into a ring, a thread of its own writes.

    What the ring could not take (a disk that stalled for seconds) is written as silence and counted
    in ``dropped_frames``, so that sample n of the file stays sample n of the device.

    Realtime-safe: ``feed`` yes. Thread-safe: one feeder.
    """

    def __init__(
        self, path: Path, *, channels: int, sample_format: SampleFormat = "float32", buffer_s: float = 10.0
    ) -> None:
        self._writer = WavWriter(path, channels=channels, sample_format=sample_format)
        self._ring = RingBuffer(int(buffer_s * SAMPLE_RATE_HZ), channels)
        self._scratch = np.zeros((SAMPLE_RATE_HZ, channels), np.float32)
        self._fed = 0
        self._gaps: deque[tuple[int, int]] = deque()
        self.dropped_frames = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="klangbro-record", daemon=True)
        self._thread.start()

    def feed(self, block: NDArray[np.float32]) -> None:
        """Record ``(frames, channels)``."""
        written = self._ring.write(block)
        missing = len(block) - written
        self._fed += written
        if missing:
            self.silence(missing)
            self.dropped_frames += missing

    def silence(self, frames: int) -> None:
        """Record silence where the device skipped."""
        self._gaps.append((self._fed, frames))

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._stop.set()
        self._thread.join()
        self._writer.close()

    def _run(self) -> None:
        taken = 0
        while True:
            last = self._stop.wait(0.1)
            taken = self._drain(taken)
            self._writer.flush()
            if last:
                return

    def _drain(self, taken: int) -> int:
        while True:
            # In this order: gaps are noted before what follows them is fed, so all below `fed` are known.
            end = min(self._fed, taken + len(self._scratch))
            while self._gaps and self._gaps[0][0] <= taken:
                self._write_silence(self._gaps.popleft()[1])
            if self._gaps:
                end = min(end, self._gaps[0][0])
            count = self._ring.read_into(self._scratch[: end - taken])
            if count == 0:
                return taken
            self._writer.write(self._scratch[:count])
            taken += count

    def _write_silence(self, frames: int) -> None:
        while frames:
            part = min(frames, SAMPLE_RATE_HZ)
            self._writer.write(np.zeros((part, self._scratch.shape[1]), np.float32))
            frames -= part
