"""A backing track by sample index: what was heard with which sample of sound, and how it is read so again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.profiles import SAMPLE_RATE_HZ
from dsp.resampler import AHEAD, BEHIND, Resampler

__all__ = ["FADE_FRAMES", "TrackFollower", "TrackLine", "TrackSound"]

Samples = NDArray[np.float32]
Piece = tuple[float, float, float]
"""``(first frame, media time there, media samples per frame)``: a stretch of a block without a leap."""

FADE_FRAMES = 120  # 2.5 ms from one place to another
LOOP_FADE_FRAMES = 240
_JUMP = 0.25  # samples; what is less is the arithmetic of long sums
_WRAP = 1 << 32


@dataclass(frozen=True, slots=True)
class TrackLine:
    """Which sample of the track was heard while which sample of sound was captured.

    Both run on the same sound card there, so one pair of them is the whole line.

    Parameters
    ----------
    media_samples : float
        RTP time of the sound, 32 bits (as a decoder gives it: a codec's lookahead is in it).
    place_samples : float
        Place in the track that was heard then, in samples since it began; below 0 it has not begun.
    """

    media_samples: float
    place_samples: float

    @classmethod
    def heard(
        cls, *, sample: int, place_samples: float, round_trip_s: float, lookahead_s: float = 0.0
    ) -> TrackLine:
        """Make the line of an end that plays the track beside its microphone.

        Parameters
        ----------
        sample : int
            Index of a block on the sound card's clock, which is RTP time.
        place_samples : float
            Of the track, what is given to the card with that block.
        round_trip_s : float
            The card's, from a sample given to it until the same sample is captured.
        lookahead_s : float
            How much older than RTP time says is what the decoder gives.
        """
        return cls(float(sample), place_samples - (round_trip_s + lookahead_s) * SAMPLE_RATE_HZ)

    def at(self, media_samples: float) -> float:
        """Place in the track at a media time; that may have wrapped, or be unwrapped."""
        behind = media_samples - self.media_samples
        return self.place_samples + behind - _WRAP * round(behind / _WRAP)


class TrackSound:
    """A track laid out to be read at any place: clicks before it, silence around it, a loop without a seam.

    Parameters
    ----------
    sound : NDArray[float32]
        ``(frames, channels)``, the whole rendered track.
    start : int
        Its sample at place 0.
    loop : (int, int) or None
        From which sample until before which it comes again. A start outside is moved to its first.
    count : NDArray[float32] or None
        ``(frames, 1)`` that is heard before place 0, up to it.

    Raises
    ------
    ValueError
        No frames or channels, a start outside, a loop that is empty or outside.

    Notes
    -----
    Realtime-safe: ``read`` yes, making one no. Thread-safe: one reader.
    """

    def __init__(
        self,
        sound: Samples,
        *,
        start: int = 0,
        loop: tuple[int, int] | None = None,
        count: Samples | None = None,
    ) -> None:
        if sound.ndim != 2 or not sound.size:
            raise ValueError(f"a track must be (frames, channels), not {sound.shape}")
        if not 0 <= start <= len(sound):
            raise ValueError(f"a start at {start} in {len(sound)} frames")
        if loop is not None and not 0 <= loop[0] < loop[1] <= len(sound):
            raise ValueError(f"a loop {loop} in {len(sound)} frames")
        self.channels = sound.shape[1]
        before = np.zeros((0, 1), np.float32) if count is None else count
        self._before = len(before)
        part = sound[start:]
        self._into = 0
        self._period: int | None = None
        if loop is not None:
            part = _softened(sound[loop[0] : loop[1]])
            self._period = len(part)
            self._into = start - loop[0] if loop[0] <= start < loop[1] else 0
        self._length = len(part)
        self._head = Resampler(_padded(np.broadcast_to(before, (len(before), self.channels)), False))
        self._body = Resampler(_padded(part, loop is not None))

    @property
    def ends_at(self) -> float:
        """The place at which nothing is left; infinite for a loop."""
        return math.inf if self._period is not None else float(self._length)

    def read(self, place: float, ratio: float, out: Samples) -> None:
        """Fill ``out`` ``(frames, channels)`` with the track at ``place + ratio * k``.

        At a whole place and a ratio of 1 these are its samples bit by bit.
        """
        done, frames = 0, len(out)
        while done < frames:
            at = place + done * ratio
            count = self._stretch(at, ratio, frames - done)
            self._read_part(at, ratio, out[done : done + count])
            done += count

    def _stretch(self, at: float, ratio: float, frames: int) -> int:
        """How many frames from a place on lie within one of: before, clicks, the track or one turn of it."""
        if at < 0.0:
            until = -float(self._before) if at < -self._before else 0.0
        elif self._period is not None:
            until = at - (at + self._into) % self._period + self._period
        else:
            until = float(self._length) if at < self._length else math.inf
        room = (until - at) / ratio
        return frames if room >= frames else min(frames, max(1, math.ceil(room - 1e-9)))

    def _read_part(self, at: float, ratio: float, out: Samples) -> None:
        if at < 0.0:
            if at < -self._before:
                out.fill(0.0)
            else:
                self._head.read(at + self._before + BEHIND, ratio, out, width=self.channels)
        elif self._period is not None:
            self._body.read((at + self._into) % self._period + BEHIND, ratio, out, width=self.channels)
        elif at < self._length:
            self._body.read(at + BEHIND, ratio, out, width=self.channels)
        else:
            out.fill(0.0)


class TrackFollower:
    """Read a track so that it lies on received sound as it lay on it where both were heard.

    What the playout does to the sound happens to the track: it runs as fast, and where media time leaps
    (what was lost was made longer, a silence shorter) the track goes over to its new place in 2.5 ms.

    Notes
    -----
    Realtime-safe: ``fill`` yes. Thread-safe: one caller.
    """

    def __init__(self, channels: int) -> None:
        self._cursor: float | None = None
        self._sound: TrackSound | None = None
        self._old_sound: TrackSound | None = None
        self._other = np.zeros((FADE_FRAMES, channels), np.float32)
        self._rise = np.linspace(0.0, 1.0, FADE_FRAMES + 2, dtype=np.float32)[1:-1, None]
        self._faded = FADE_FRAMES
        self._old = 0.0
        self.jumps = 0

    def fill(self, sound: TrackSound, line: TrackLine, pieces: Sequence[Piece], out: Samples) -> None:
        """Fill ``out`` ``(frames, channels)`` beside a block of received sound.

        Parameters
        ----------
        pieces : Sequence[Piece]
            What the block consists of (`JitterBuffer.pieces`); none: nothing is heard of them.
        """
        frames = len(out)
        if not pieces:
            self.fade_out(out)
            return
        for number, (first, media, ratio) in enumerate(pieces):
            begin = min(frames, math.ceil(first - 1e-9))
            end = min(frames, math.ceil(pieces[number + 1][0] - 1e-9)) if number + 1 < len(pieces) else frames
            if begin < end:
                place = line.at(media + (begin - first) * ratio)
                self._go_on(sound, place, ratio, out[begin:end])

    def fade_out(self, out: Samples) -> None:
        """Fill ``out`` with what is left to fade of what sounded, and silence."""
        out.fill(0.0)
        if self._cursor is not None:
            self._leave()
            self._cursor = self._sound = None
        if self._faded < FADE_FRAMES:
            self._cross(1.0, out)

    def _go_on(self, sound: TrackSound, place: float, ratio: float, out: Samples) -> None:
        cursor = self._cursor
        if cursor is None or sound is not self._sound:
            self._leave()
        elif abs(place - cursor) > _JUMP:
            self._leave()
            self.jumps += 1
        self._sound = sound
        sound.read(place, ratio, out)
        if self._faded < FADE_FRAMES:
            self._cross(ratio, out)
        self._cursor = place + ratio * len(out)

    def _leave(self) -> None:
        """Fade from where the track is now."""
        self._faded, self._old_sound = 0, None if self._cursor is None else self._sound
        self._old = self._cursor or 0.0

    def _cross(self, ratio: float, out: Samples) -> None:
        """From what sounded before to what sounds now."""
        count = min(len(out), FADE_FRAMES - self._faded)
        rise = self._rise[self._faded : self._faded + count]
        out[:count] *= rise
        if self._old_sound is not None:
            old = self._other[:count, : out.shape[1]]
            self._old_sound.read(self._old, ratio, old)
            old *= 1.0 - rise
            out[:count] += old
            self._old += ratio * count
        self._faded += count


def _padded(part: Samples, wraps: bool) -> Samples:
    """``(channels, frames + 32 and more)``: with what a kernel reads beyond, for a block's whole length."""
    frames, channels = part.shape
    padded = np.zeros((channels, BEHIND + frames + AHEAD + 2), np.float32)
    padded[:, BEHIND : BEHIND + frames] = part.T
    if wraps:
        padded[:, :BEHIND] = part[np.arange(-BEHIND, 0) % frames].T
        padded[:, BEHIND + frames :] = part[np.arange(AHEAD + 2) % frames].T
    return padded


def _softened(part: Samples) -> Samples:
    """Its edges faded over 5 ms: where a loop comes together nothing clicks."""
    soft = part.copy()
    edge = min(LOOP_FADE_FRAMES, len(part) // 2)
    rise = (np.arange(edge, dtype=np.float32) / np.float32(max(1, edge)))[:, None]
    soft[:edge] *= rise
    soft[len(soft) - edge :] *= rise[::-1]
    return soft
