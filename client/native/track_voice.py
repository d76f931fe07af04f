"""A backing track in the audio thread: led from a moment on, or laid on what is received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from client.native.devices.base import AudioBlock, BlockTimes
from client.native.playback import FarEnd
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.track_line import TrackFollower, TrackLine, TrackSound

__all__ = ["Following", "Leading", "TrackAnchor", "TrackVoice"]

_TRIPS = 4000  # blocks a round trip is averaged over
_MOVED_S = 1e-3  # by more: it is another device


@dataclass(frozen=True, slots=True)
class Leading:
    """Play so that place 0 of the track sounds at monotonic time ``starts_s``."""

    number: int
    sound: TrackSound
    starts_s: float


@dataclass(frozen=True, slots=True)
class Following:
    """Play the track where it lies on a far end's sound."""

    number: int
    sound: TrackSound
    far: FarEnd
    line: TrackLine


@dataclass(frozen=True, slots=True)
class TrackAnchor:
    """With device sample ``sample``, ``place`` of the track was given to the card, by message ``number``.

    ``round_trip_s``: from there until it is captured, as the device says or as was measured; ``capture_s``:
    when the sample of that number was captured, monotonic.
    """

    number: int
    sample: int
    place: float
    round_trip_s: float
    capture_s: float


class TrackVoice:
    """Plays what was laid, each block at its sample.

    Notes
    -----
    Realtime-safe: ``mix`` yes (each new block size allocates once). Thread-safe: one that lays, one that
    mixes; what is laid is replaced whole.
    """

    def __init__(self, channels: int) -> None:
        self.volume = 0.7
        self.anchor: TrackAnchor | None = None
        self._channels = channels
        self._plan: Leading | Following | None = None
        self._begun: Leading | None = None
        self._begin = 0
        self._follower = TrackFollower(channels)
        self._rooms: dict[int, AudioBlock] = {}
        self._trip_s, self._trips = 0.0, 0
        self._sounded = False

    @property
    def plays(self) -> type[Leading] | type[Following] | None:
        """How it plays; None: not at all."""
        return None if self._plan is None else type(self._plan)

    @property
    def jumps(self) -> int:
        """How often it went over to another place."""
        return self._follower.jumps

    def lay(self, plan: Leading | Following | None) -> None:
        """What shall sound from the next block on; None: nothing. The same plan again changes nothing."""
        self._plan = plan

    def mix(self, out: AudioBlock, far_ends: Sequence[FarEnd], times: BlockTimes) -> None:
        """Add the track to ``out`` ``(frames, channels)``, whose far ends have just been pulled."""
        self._measure(times.play_s - times.capture_s)
        plan = self._plan
        if plan is None:
            self._begun = self.anchor = None
            if not self._sounded:
                return
        room = self._rooms.get(len(out))
        if room is None:
            room = self._rooms.setdefault(len(out), np.zeros((len(out), self._channels), np.float32))
        if isinstance(plan, Leading):
            self._lead(plan, room, times)
        elif plan is not None and plan.far in far_ends:
            self._begun = self.anchor = None
            self._follower.fill(plan.sound, plan.line, plan.far.buffer.pieces, room)
        else:
            self._follower.fade_out(room)
        self._sounded = plan is not None or bool(room.any())
        room *= self.volume
        out += room

    def _lead(self, plan: Leading, room: AudioBlock, times: BlockTimes) -> None:
        """From its first block on by the card's own count: a block left out is left out of the track too."""
        if plan is not self._begun:
            self._begun = plan
            self._begin = times.sample - round((times.play_s - plan.starts_s) * SAMPLE_RATE_HZ)
        place = float(times.sample - self._begin)
        line = TrackLine(float(times.sample), place)
        self._follower.fill(plan.sound, line, ((0.0, float(times.sample), 1.0),), room)
        self.anchor = TrackAnchor(plan.number, times.sample, place, self._trip_s, times.capture_s)

    def _measure(self, trip_s: float) -> None:
        """The round trip, the calls' own jitter averaged away."""
        if abs(trip_s - self._trip_s) > _MOVED_S:
            self._trip_s, self._trips = trip_s, 0
        self._trips = min(self._trips + 1, _TRIPS)
        self._trip_s += (trip_s - self._trip_s) / self._trips
