"""What ends have recorded, put on one time: stems as long as each other, a stereo mix, clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dsp.stems import BLOCK_FRAMES, RATE_HZ, StemClock, StemReader
from rtc.flac import FlacEncoder, read_sound

MAX_S = 4 * 3600.0
CLIP_BEFORE_S, CLIP_AFTER_S = 10.0, 5.0
_HEADROOM = 0.7  # two at full scale do not clip at once but in the rarest moment


class StemError(Exception):
    """A recording that cannot be put on lesson time; its text says why, for the log."""


@dataclass(frozen=True)
class Piece:
    """A file of one end's recording, and ``(n, 2)`` or wider stamps: sample, lesson time in s."""

    sound: Path
    points: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Source:
    """What somebody's ends have recorded, and where the stem goes. Of two at once the later begun counts."""

    pieces: Sequence[Piece]
    to: Path


@dataclass(frozen=True)
class _Laid:
    """A piece in its place: from and until when, lesson time, and how many channels."""

    sound: Path
    clock: StemClock
    begin_s: float
    end_s: float
    channels: int


@dataclass(frozen=True)
class Clip:
    """A moment, in lesson time, and where to write what was heard about it."""

    at_s: float
    to: Path


@dataclass
class _Writer:
    """A FLAC file that is there only when it is whole."""

    to: Path
    channels: int
    frames: int = 0
    _encoder: FlacEncoder = field(init=False)

    def __post_init__(self) -> None:
        self._encoder = FlacEncoder(self.channels)
        self._file = self.to.with_suffix(".part").open("wb")
        self._file.write(self._encoder.header)

    def write(self, block: NDArray[np.float32]) -> None:
        self._file.write(self._encoder.encode(block))
        self.frames += len(block)

    def close(self) -> None:
        self._file.write(self._encoder.finish())
        self._file.seek(0)
        self._file.write(self._encoder.header)
        self._file.close()
        self.to.with_suffix(".part").replace(self.to)


@dataclass(frozen=True)
class Made:
    """Lesson time at which all stems begin, and how long they are, s."""

    begin_s: float
    seconds: float


def make(sources: Sequence[Source], mix: Path, clips: Sequence[Clip] = ()) -> Made:
    """Write every stem in lesson time, and of all of them a mix and the clips.

    All begin and end together; where an end recorded nothing, its stem is silent. The mix has the first
    source a little to the left and the second a little to the right.

    Raises
    ------
    StemError
    """
    laid = [sorted(map(_lay, source.pieces), key=lambda piece: piece.begin_s) for source in sources]
    begin_s = min(piece.begin_s for pieces in laid for piece in pieces)
    end_s = max(piece.end_s for pieces in laid for piece in pieces)
    if not 0 < end_s - begin_s <= MAX_S:
        raise StemError(f"{end_s - begin_s:.0f} s from the first sample to the last")
    channels = [max(piece.channels for piece in pieces) for pieces in laid]
    streams = [
        _joined(pieces, channels=wide, begin_s=begin_s) for pieces, wide in zip(laid, channels, strict=True)
    ]
    _write(sources, channels, streams, mix, clips, frames=round((end_s - begin_s) * RATE_HZ), begin_s=begin_s)
    return Made(begin_s, end_s - begin_s)


def _lay(piece: Piece) -> _Laid:
    length, channels = _measure(piece.sound)
    try:
        clock = StemClock(np.array(piece.points, np.float64))
    except ValueError as error:
        raise StemError(str(error)) from error
    return _Laid(piece.sound, clock, clock.lesson_s(0), clock.lesson_s(length), channels)


def _measure(path: Path) -> tuple[int, int]:
    frames, wide = 0, 0
    try:
        for block in read_sound(path):
            frames, wide = frames + len(block), block.shape[1]
    except ValueError as error:
        raise StemError(str(error)) from error
    if frames == 0:
        raise StemError("a recording without any sound")
    return frames, wide


def _joined(pieces: Sequence[_Laid], *, channels: int, begin_s: float) -> Iterator[NDArray[np.float32]]:
    """Endless: what somebody's pieces hold, each in its time, and silence where none does."""
    open_ones: dict[int, Iterator[NDArray[np.float32]]] = {}
    count = 0
    while True:
        block_s = begin_s + count * BLOCK_FRAMES / RATE_HZ
        out = np.zeros((BLOCK_FRAMES, channels), np.float32)
        for number, piece in enumerate(pieces):
            first, last = (
                min(BLOCK_FRAMES, max(0, round((at_s - block_s) * RATE_HZ)))
                for at_s in (piece.begin_s, piece.end_s)
            )
            if first == last:
                open_ones.pop(number, None)
                continue
            if number not in open_ones:
                reader = StemReader(piece.clock, channels=piece.channels, begin_s=block_s)
                open_ones[number] = _aligned(piece.sound, reader)
            out[first:last] = next(open_ones[number])[first:last]
        yield out
        count += 1


def _aligned(path: Path, reader: StemReader) -> Iterator[NDArray[np.float32]]:
    """Endless: silence follows the end."""
    for block in read_sound(path):
        reader.push(block)
        while (ready := reader.ready()) is not None:
            yield ready
    reader.end()
    while (ready := reader.ready()) is not None:
        yield ready


def _write(
    sources: Sequence[Source],
    channels: Sequence[int],
    streams: Sequence[Iterator[NDArray[np.float32]]],
    mix: Path,
    clips: Sequence[Clip],
    *,
    frames: int,
    begin_s: float,
) -> None:
    stems = [_Writer(source.to, wide) for source, wide in zip(sources, channels, strict=True)]
    mixed = _Writer(mix, 2)
    cuts = [(round((clip.at_s - begin_s) * RATE_HZ), _Writer(clip.to, 2)) for clip in clips]
    done = 0
    while done < frames:
        blocks = [next(stream)[: frames - done] for stream in streams]
        for stem, block in zip(stems, blocks, strict=True):
            stem.write(block)
        both = _mixed(blocks)
        mixed.write(both)
        for at, cut in cuts:
            first = max(0, at - round(CLIP_BEFORE_S * RATE_HZ) - done)
            last = min(len(both), at + round(CLIP_AFTER_S * RATE_HZ) - done)
            if first < last:
                cut.write(both[first:last])
        done += len(both)
    for writer in (*stems, mixed, *(cut for _, cut in cuts)):
        writer.close()


def _mixed(blocks: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    out = np.zeros((len(blocks[0]), 2), np.float32)
    for number, block in enumerate(blocks):
        left = 1.0 if len(blocks) == 1 or number % 2 == 0 else 0.7
        right = 1.0 if len(blocks) == 1 or number % 2 == 1 else 0.7
        out[:, 0] += left * block[:, 0]
        out[:, 1] += right * block[:, -1]
    return np.asarray(np.clip(out * _HEADROOM, -1.0, 1.0), np.float32)
