"""Two native ends and one beat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from client.native.clicks import Clicks
from client.native.metronome import Metronome
from dsp import LessonClock, PeerClock
from signaling.tools import Beats

RATE = 48_000
TICK_S, BLOCK = 0.25, 96


class End:
    """A metronome on a clock of its own, played in blocks as a file device does."""

    def __init__(self, clock: LessonClock, reads: Callable[[float], float]) -> None:
        self.clicks = Clicks()
        self.metronome = Metronome(clock, self.clicks)
        self.reads = reads
        self.heard: list[NDArray[np.float32]] = []

    def tick(self, true_s: float, **how: float | bool) -> None:
        self.metronome.lay(now_s=self.reads(true_s), **how)  # type: ignore[arg-type]
        out = np.zeros((round(TICK_S * RATE), 1), np.float32)
        for at in range(0, len(out), BLOCK):
            self.clicks.mix(out[at : at + BLOCK], play_s=self.reads(true_s) + 0.005 + at / RATE)
        self.heard.append(out)

    @property
    def onsets(self) -> list[int]:
        """Samples at which a click began."""
        loud = np.flatnonzero(np.abs(np.concatenate(self.heard)[:, 0]) > 1e-3)
        return [int(at) for at, before in zip(loud, [-RATE, *loud], strict=False) if at - before > 1000]


class Duo:
    """Teacher and pupil, whose clock is 321.5 s behind and who learned so by exchanges."""

    def __init__(self) -> None:
        leads, follows, peer = LessonClock(origin_s=1000.0), LessonClock(), PeerClock()
        leads.lead(now_s=400.0)
        for count in range(20):
            at_s = 70.0 + count * 0.4
            peer.exchange(at_s, at_s + 321.51, at_s + 321.51, at_s + 0.02)
            follows.follow(peer, 1000.0, now_s=at_s + 0.02)
        self.teacher = End(leads, lambda true_s: true_s)
        self.pupil = End(follows, lambda true_s: true_s - 321.5)
        self.now_s = 400.0

    def say(self, beats: Beats) -> None:
        for end in (self.teacher, self.pupil):
            end.metronome.take(beats, now_s=end.reads(self.now_s))

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK_S)):
            self.teacher.tick(self.now_s)
            self.pupil.tick(self.now_s)
            self.now_s += TICK_S


def test_both_ends_click_at_the_same_sample_through_a_change_of_tempo() -> None:
    duo = Duo()
    duo.say(Beats(running=True, tempo_bpm=120, anchor_s=1400.5))
    duo.run(3)
    duo.say(Beats(running=True, tempo_bpm=90, anchor_s=1403.5, anchor_beat=6))
    duo.run(4)
    duo.say(Beats(running=False, anchor_s=1407.2))
    duo.run(2)
    teacher, pupil = duo.teacher.onsets, duo.pupil.onsets
    assert len(teacher) == 6 + 6
    assert max(abs(one - other) for one, other in zip(teacher, pupil, strict=True)) <= 1
    assert np.diff(teacher).tolist() == pytest.approx([24_000] * 6 + [32_000] * 5, abs=1)
    assert teacher[0] == pytest.approx(0.495 * RATE, abs=1)


def test_a_teacher_who_follows_the_pupil_hears_it_later_by_their_path() -> None:
    duo = Duo()
    duo.say(Beats(running=True, tempo_bpm=60, anchor_s=1400.5, hearing="follow"))
    for _ in range(12):
        duo.teacher.tick(duo.now_s, later_s=0.05)
        duo.pupil.tick(duo.now_s)
        duo.now_s += TICK_S
    later = np.array(duo.teacher.onsets) - duo.pupil.onsets
    assert later.tolist() == pytest.approx([2400, 2400, 2400], abs=1)


def test_where_nothing_was_said_it_is_silent() -> None:
    duo = Duo()
    duo.run(1)
    assert duo.teacher.onsets == duo.pupil.onsets == []


def test_where_a_page_of_the_same_person_clicks_this_end_is_silent() -> None:
    duo = Duo()
    duo.say(Beats(running=True, anchor_s=1400.1))
    for _ in range(8):
        duo.pupil.tick(duo.now_s, audible=False)
        duo.now_s += TICK_S
    assert duo.pupil.onsets == []


def test_without_an_anchor_each_end_begins_by_itself_and_keeps_its_beat() -> None:
    duo = Duo()
    duo.say(Beats(running=True, tempo_bpm=60))
    duo.run(2)
    duo.say(Beats(running=True, tempo_bpm=120))
    duo.run(2)
    assert np.diff(duo.pupil.onsets).tolist() == pytest.approx([48_000, 48_000] + [24_000] * 3, abs=1)
