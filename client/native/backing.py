"""The lesson's backing track at a native end: what the room says of it, made ready for the audio thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from client.native.clicks import WAVES
from client.native.playback import FarEnd
from client.native.track_fetch import Fetch, TrackGone, Variant
from client.native.track_report import TrackReport, report_of
from client.native.track_voice import Following, Leading, TrackVoice
from dsp.lesson_clock import LessonClock
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.track_line import TrackLine, TrackSound
from signaling.messages import Role
from signaling.track_messages import SetTrack, Track

__all__ = ["Backing", "FarTrack", "count_in", "laid_out"]

LEAD_S = 0.8  # the room tells everybody, and every end lays it ahead
_LINE_MOVED = 0.5  # samples; the line of a far end is kept while what it says differs by less
_END_S = 0.3  # so near to its end a track begins anew; the page does the same

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FarTrack:
    """A connection, as far as the track is concerned: who is there, and what they say of it."""

    far: FarEnd
    role: Role
    told: TrackReport | None


def count_in(count: int, bpm: float) -> Samples | None:
    """Clicks ``(frames, 1)`` that lead up to a track, a beat apart; None: none."""
    if not count:
        return None
    beat = 60.0 / bpm * SAMPLE_RATE_HZ
    clicks = np.zeros((round(count * beat), 1), np.float32)
    wave = WAVES["count"]
    for number in range(count):
        at = round(number * beat)
        clicks[at : at + len(wave)] += wave[: len(clicks) - at]
    return clicks


def laid_out(sound: Samples, state: Track) -> TrackSound:
    """A variant's sound from the place the room has said, with its loop and its clicks; as pages do it."""

    def samples(seconds: float) -> int:
        return min(len(sound), round(seconds * 100 / state.tempo_percent * SAMPLE_RATE_HZ))

    clicks = count_in(state.count_in, state.count_bpm)
    start = samples(state.at_s)
    loop = None if state.loop is None else (samples(state.loop.from_s), samples(state.loop.to_s))
    if loop is not None and loop[0] < loop[1]:
        return TrackSound(sound, start=start, loop=loop, count=clicks)
    if start > len(sound) - _END_S * SAMPLE_RATE_HZ:
        start = 0
    return TrackSound(sound, start=start, count=clicks)


@dataclass(frozen=True)
class _Laid:
    """What a sound was laid out by."""

    key: tuple[object, ...]
    sound: TrackSound


class Backing:
    """Follows what is said of the track.

    Parameters
    ----------
    clock : LessonClock
    voice : TrackVoice
        Plays what is laid.
    fetch : Fetch or None
        Gets a variant's sound, in a thread. Without it this end plays no track.
    say : Callable[[SetTrack], None]
        Sends to the room.
    note : Callable[[str], None]
        Shows a sentence.
    channels : int
        Of the output.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        clock: LessonClock,
        voice: TrackVoice,
        fetch: Fetch | None,
        *,
        say: Callable[[SetTrack], None],
        note: Callable[[str], None],
        channels: int,
    ) -> None:
        self._clock, self._voice, self._fetch = clock, voice, fetch
        self._say, self._note, self._channels = say, note, channels
        self.state = Track()
        self._sound: tuple[Variant, Samples] | None = None
        self._work: tuple[Variant, asyncio.Task[None]] | None = None
        self._laid: _Laid | None = None
        self._leading: tuple[tuple[object, ...], Leading] | None = None
        self._line: tuple[int, TrackLine] | None = None
        self._asked = False

    # -- what the room says ----------------------------------------------------------------------------

    def take(self, state: Track) -> None:
        """How the track plays from now on."""
        self._asked = self._asked and state.running and state.lesson_s is None
        self.state = state
        self._get()

    def forget(self) -> None:
        """Another lesson, or none: nothing of this one stays."""
        if self._work is not None:
            self._work[1].cancel()
        self._sound = self._work = self._laid = self._line = None
        self._asked = False
        self.state = Track()
        self._voice.lay(None)

    # -- what a person does ----------------------------------------------------------------------------

    def toggle(self, role: Role | None, *, now_s: float) -> None:
        """Stop the track, or start it from where it stands and play to it oneself."""
        if role not in (Role.TEACHER, Role.PUPIL):
            return
        if self.state.track is None:
            self._note("No backing track is laid ready. A page of this lesson can add one.")
            return
        if self.state.running:
            self._say(self._changed(running=False, at_s=round(self.place_s(now_s=now_s), 3), lesson_s=None))
            return
        self._asked = True
        self._say(self._changed(running=True, lesson_s=None, leads=role.value))

    def swap(self) -> None:
        """The other one plays to the track from now on; it goes on meanwhile."""
        leads = "teacher" if self.state.leads == "pupil" else "pupil"
        self._say(self._changed(leads=leads))

    def place_s(self, *, now_s: float) -> float:
        """Where in the recording one is, s."""
        state = self.state
        if not state.running or state.lesson_s is None:
            return state.at_s
        gone_s = max(0.0, self._clock.to_lesson(now_s) - state.lesson_s) * state.tempo_percent / 100
        loop, at_s = state.loop, state.at_s
        if loop is None or loop.to_s <= loop.from_s:
            length_s = self._seconds()
            return at_s + gone_s if length_s is None else min(at_s + gone_s, length_s)
        into_s = at_s - loop.from_s if loop.from_s <= at_s < loop.to_s else 0.0
        return loop.from_s + (into_s + gone_s) % (loop.to_s - loop.from_s)

    def _seconds(self) -> float | None:
        if self._sound is None:
            return None
        return len(self._sound[1]) / SAMPLE_RATE_HZ * self.state.tempo_percent / 100

    def _changed(self, **changes: object) -> SetTrack:
        fields = self.state.model_dump(exclude={"type", "seq", "n"}) | changes
        return SetTrack.model_validate(fields)

    # -- four times a second ---------------------------------------------------------------------------

    def lay(
        self, role: Role | None, connections: Iterable[FarTrack], *, now_s: float, audible: bool = True
    ) -> None:
        """Say when, where that is ours to say, and lay what shall sound."""
        state, sound = self.state, self._sounding()
        if not state.running or sound is None or not audible or role is None:
            self._voice.lay(None)
            return
        if state.lesson_s is None:
            self._voice.lay(None)
            if self._asked:
                self._asked = False
                counted_s = state.count_in * 60.0 / state.count_bpm
                self._say(self._changed(lesson_s=self._clock.to_lesson(now_s) + LEAD_S + counted_s))
            return
        if role.value != state.leads and (found := self._leader(connections)) is not None:
            self._voice.lay(Following(state.n, sound, *found))
            return
        key = (state.n, state.lesson_s, self._clock.epoch, id(sound))
        if self._leading is None or self._leading[0] != key:
            starts_s = self._clock.to_local(state.lesson_s)
            self._leading = (key, Leading(state.n, sound, starts_s))
        self._voice.lay(self._leading[1])

    def report(self, *, lookahead_s: float | None, measured: bool) -> TrackReport | None:
        """What is said beside our sound; None while we do not play to the track, or they do not hear us."""
        anchor = self._voice.anchor
        if anchor is None or lookahead_s is None or anchor.number != self.state.n:
            return None
        return report_of(anchor, lookahead_s=lookahead_s, measured=measured)

    def _leader(self, connections: Iterable[FarTrack]) -> tuple[FarEnd, TrackLine] | None:
        for one in connections:
            if one.role.value != self.state.leads or not one.far.audible or one.told is None:
                continue
            if one.told.number == self.state.n and one.told.line is not None:
                return one.far, self._steady(one.told.line)
        return None

    def _steady(self, line: TrackLine) -> TrackLine:
        """The line as it was first told, while it says the same."""
        kept = self._line
        if (
            kept is None
            or kept[0] != self.state.n
            or (abs(line.at(kept[1].media_samples) - kept[1].place_samples) > _LINE_MOVED)
        ):
            self._line = kept = (self.state.n, line)
        return kept[1]

    def _sounding(self) -> TrackSound | None:
        """The sound as it is to be played; laid out anew only where that has changed."""
        state = self.state
        if self._sound is None or self._sound[0] != _variant(state):
            return None
        loop = None if state.loop is None else (state.loop.from_s, state.loop.to_s)
        key = (self._sound[0], state.at_s, loop, state.count_in, state.count_bpm)
        if self._laid is None or self._laid.key != key:
            self._laid = _Laid(key, laid_out(self._sound[1], state))
        return self._laid.sound

    # -- the sound -------------------------------------------------------------------------------------

    def _get(self) -> None:
        variant = _variant(self.state)
        if self._work is not None and self._work[0] != variant:
            self._work[1].cancel()
            self._work = None
        if self._sound is not None and self._sound[0] != variant:
            self._sound = self._laid = None
        if variant is not None and self._sound is None and self._work is None and self._fetch is not None:
            self._work = variant, asyncio.create_task(self._bring(variant, self._fetch), name="track")

    async def _bring(self, variant: Variant, fetch: Fetch) -> None:
        try:
            sound = await asyncio.to_thread(fetch, variant)
        except TrackGone as error:
            self._work = None
            self._note(str(error))
            return
        if self._channels == 1:
            sound = sound.mean(axis=1, keepdims=True, dtype=np.float32)
        self._sound, self._work = (variant, sound), None


def _variant(state: Track) -> Variant | None:
    return None if state.track is None else (state.track, state.tempo_percent, state.key)
