"""The lesson's metronome at a native end: what the room says of it, laid out for the audio thread."""

from __future__ import annotations

from client.native.clicks import Clicks
from dsp.beat_line import BeatLine, Click, clicks
from dsp.lesson_clock import LessonClock
from signaling.tools import Beats

__all__ = ["Metronome"]

AHEAD_S = 1.0  # the event loop may be late by as much
LEAD_S = 0.08
_GRAIN_S = 1e-4
_LATER_S = 4e-3  # the pupil's path is followed when it has changed by more: each change is heard


class Metronome:
    """Follows what is said of the beat, in lesson time.

    Parameters
    ----------
    clock : LessonClock
    out : Clicks
        Plays what is laid out.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, clock: LessonClock, out: Clicks) -> None:
        self._clock, self._out = clock, out
        self._stretches: list[tuple[Beats, BeatLine]] = []
        self._later_s = 0.0

    def take(self, beats: Beats, *, now_s: float) -> None:
        """What holds from the time it names on, or from now where it names none."""
        line = self._line(beats, now_s)
        self._stretches = [one for one in self._stretches if one[1].at_s < line.at_s]
        self._stretches.append((beats, line))

    def lay(self, *, now_s: float, later_s: float = 0.0, audible: bool = True) -> None:
        """Lay out the next second; to be called a few times a second.

        Parameters
        ----------
        later_s : float
            How late a teacher hears the pupil, for a click that follows them.
        audible : bool
            False where another device of the same person clicks.
        """
        newest = self._stretches[-1][0] if self._stretches else Beats()
        later_s = later_s if newest.hearing == "follow" else 0.0
        if abs(later_s - self._later_s) > _LATER_S:
            self._later_s = later_s
        # What has begun to sound in the callback is at most a block past.
        from_s = self._clock.to_lesson(now_s - self._later_s)
        self._forget(from_s - 1.0)
        found = self._between(from_s, from_s + AHEAD_S) if audible else []
        self._out.lay([(self._clock.to_local(one.at_s) + self._later_s, one.kind) for one in found])

    def _line(self, beats: Beats, now_s: float) -> BeatLine:
        ramp = beats.ramp_to_bpm if beats.ramp_beats > 0 else None
        to_bpm = beats.tempo_bpm if ramp is None else ramp
        at_s, beat = beats.anchor_s, beats.anchor_beat
        if at_s is None or beats.hearing == "local":
            at_s, beat = self._soon(now_s)
        return BeatLine(at_s, beat, beats.tempo_bpm, to_bpm, 0 if ramp is None else beats.ramp_beats)

    def _soon(self, now_s: float) -> tuple[float, int]:
        """The next beat of what plays, or as soon as can be."""
        soon_s = self._clock.to_lesson(now_s) + LEAD_S
        for beats, line in reversed(self._stretches):
            if line.at_s <= soon_s and beats.running:
                beat = int(-(-line.beat_at(soon_s) // 1))
                return line.time_of(beat), beat % len(beats.accents)
        return soon_s, 0

    def _between(self, from_s: float, until_s: float) -> list[Click]:
        ends = [line.at_s - _GRAIN_S for _, line in self._stretches[1:]] + [until_s]
        return [
            one
            for (beats, line), end_s in zip(self._stretches, ends, strict=False)
            if beats.running
            for one in clicks(line, beats.accents, beats.subdivision, from_s, min(end_s, until_s))
        ]

    def _forget(self, before_s: float) -> None:
        while len(self._stretches) > 1 and self._stretches[1][1].at_s <= before_s:
            del self._stretches[0]
