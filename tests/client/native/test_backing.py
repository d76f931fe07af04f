"""What the room says of the track, at a teacher's and a pupil's end."""

from __future__ import annotations

import numpy as np
import pytest

from client.native.backing import Backing, FarTrack, Samples, count_in, laid_out
from client.native.clicks import WAVES
from client.native.playback import FarEnd
from client.native.track_fetch import TrackGone, Variant
from client.native.track_report import TrackReport
from client.native.track_voice import Following, Leading, TrackVoice
from dsp import LessonClock
from dsp.jitter_buffer import JitterBuffer
from signaling.messages import Role
from signaling.track_messages import Loop, SetTrack, Track

RATE = 48_000
SOUND = np.random.default_rng(3).standard_normal((4 * RATE, 2)).astype(np.float32)


class Voice(TrackVoice):
    """One that says what was laid."""

    @property
    def plan(self) -> Leading | Following | None:
        return self._plan


class End:
    """A native end that leads lesson time, 1000 s ahead of its own clock."""

    def __init__(self, *, gone: bool = False) -> None:
        self.clock = LessonClock(origin_s=1000.0)
        self.clock.lead(now_s=0.0)
        self.voice = Voice(2)
        self.said: list[SetTrack] = []
        self.notes: list[str] = []
        self.asked: list[Variant] = []
        self._gone = gone
        self.backing = Backing(
            self.clock, self.voice, self._fetch, say=self.said.append, note=self.notes.append, channels=2
        )

    def _fetch(self, variant: Variant) -> Samples:
        self.asked.append(variant)
        if self._gone:
            raise TrackGone("No track.")
        return SOUND

    async def told(self, **how: object) -> Track:
        state = Track.model_validate({"track": "t", "n": 1, **how})
        self.backing.take(state)
        if self.backing._work is not None:
            await self.backing._work[1]
        return state


def far(number: int, place: float, *, role: Role = Role.PUPIL, timestamp: int | None = 480) -> FarTrack:
    buffer = JitterBuffer(lambda payload, frames: np.zeros((frames, 1), np.float32), channels=1)
    told = TrackReport(number, timestamp, 10.0, place, 6.0, measured=True)
    return FarTrack(FarEnd(buffer, 1), role, told)


async def test_whoever_asked_says_when_once_it_has_the_sound() -> None:
    end = End()
    await end.told()
    end.backing.toggle(Role.PUPIL, now_s=10.0)
    asked = end.said.pop()
    assert (asked.running, asked.lesson_s, asked.leads) == (True, None, "pupil")
    await end.told(running=True, n=2, count_in=4, count_bpm=60)
    end.backing.lay(Role.PUPIL, [], now_s=11.0)
    assert end.voice.plan is None
    assert end.said.pop().lesson_s == pytest.approx(1011.0 + 0.8 + 4.0)
    end.backing.lay(Role.PUPIL, [], now_s=11.2)
    assert not end.said


async def test_who_did_not_ask_says_nothing() -> None:
    end = End()
    await end.told(running=True)
    end.backing.lay(Role.TEACHER, [], now_s=11.0)
    assert not end.said


async def test_the_one_who_leads_plays_in_lesson_time_and_lays_it_once() -> None:
    end = End()
    await end.told(running=True, lesson_s=1012.0)
    end.backing.lay(Role.PUPIL, [], now_s=11.0)
    plan = end.voice.plan
    assert isinstance(plan, Leading)
    assert plan.number == 1
    assert plan.starts_s == pytest.approx(12.0)
    end.backing.lay(Role.PUPIL, [], now_s=11.25)
    assert end.voice.plan is plan


async def test_the_other_lays_it_on_what_comes_and_keeps_the_line_while_it_says_the_same() -> None:
    end = End()
    await end.told(running=True, lesson_s=1012.0)
    end.backing.lay(Role.TEACHER, [far(0, 5.0), far(1, 7.0, role=Role.OBSERVER)], now_s=11.0)
    assert isinstance(end.voice.plan, Leading)  # of an older start, and of nobody who plays
    one = far(1, -960.0)
    end.backing.lay(Role.TEACHER, [one], now_s=11.0)
    plan = end.voice.plan
    assert isinstance(plan, Following)
    assert plan.far is one.far
    assert plan.line.at(480.0) == -960.0
    for place, kept in ((-959.7, -960.0), (-950.0, -950.0)):
        end.backing.lay(Role.TEACHER, [far(1, place)], now_s=11.0)
        plan = end.voice.plan
        assert isinstance(plan, Following)
        assert plan.line.at(480.0) == kept


async def test_a_page_that_plays_without_a_line_leaves_it_to_lesson_time() -> None:
    end = End()
    await end.told(running=True, lesson_s=1012.0)
    end.backing.lay(Role.TEACHER, [far(1, 0.0, timestamp=None)], now_s=11.0)
    assert isinstance(end.voice.plan, Leading)


async def test_swapping_who_leads_keeps_the_track_where_it_is() -> None:
    end = End()
    state = await end.told(running=True, lesson_s=1012.0, at_s=1.0)
    end.backing.lay(Role.TEACHER, [far(1, 0.0)], now_s=11.0)
    following = end.voice.plan
    end.backing.swap()
    said = end.said.pop()
    assert (said.leads, said.lesson_s, said.at_s, said.running) == ("teacher", 1012.0, 1.0, True)
    await end.told(**state.model_dump(exclude={"type", "seq", "n", "leads"}), n=2, leads="teacher")
    end.backing.lay(Role.TEACHER, [far(1, 0.0)], now_s=13.0)
    leading = end.voice.plan
    assert isinstance(leading, Leading) and isinstance(following, Following)
    assert leading.sound is following.sound  # the same samples, so that it crosses over
    assert len(end.asked) == 1


async def test_a_stop_says_where_one_was() -> None:
    end = End()
    await end.told(running=True, lesson_s=1012.0, at_s=0.5, tempo_percent=50)
    end.backing.toggle(Role.TEACHER, now_s=13.0)
    said = end.said.pop()
    assert (said.running, said.at_s, said.lesson_s) == (False, 1.0, None)
    await end.told(running=True, lesson_s=1012.0, at_s=0.5, loop=Loop(from_s=0.25, to_s=1.0))
    assert end.backing.place_s(now_s=13.0) == pytest.approx(0.25 + (0.25 + 1.0) % 0.75)


async def test_without_a_track_its_person_is_told_where_one_comes_from_and_who_watches_starts_none() -> None:
    end = End()
    end.backing.toggle(Role.OBSERVER, now_s=1.0)
    assert not end.notes
    end.backing.toggle(Role.PUPIL, now_s=1.0)
    assert len(end.notes) == 1
    assert not end.said


async def test_where_it_cannot_be_had_its_person_is_told() -> None:
    end = End(gone=True)
    await end.told(running=True, lesson_s=1012.0)
    end.backing.lay(Role.PUPIL, [], now_s=11.0)
    assert (end.notes, end.voice.plan) == (["No track."], None)


async def test_the_next_child_hears_nothing_of_it_and_another_device_of_ours_plays_alone() -> None:
    end = End()
    await end.told(running=True, lesson_s=1012.0)
    end.backing.lay(Role.PUPIL, [], now_s=11.0, audible=False)
    assert end.voice.plan is None
    end.backing.lay(Role.PUPIL, [], now_s=11.0)
    assert end.voice.plan is not None
    end.backing.forget()
    assert (end.voice.plan, end.backing.state.track) == (None, None)


def test_clicks_lead_up_to_the_first_sample_a_beat_apart() -> None:
    clicks = count_in(3, 120.0)
    assert clicks is not None
    assert len(clicks) == 3 * RATE // 2
    for number in range(3):
        at = number * RATE // 2
        np.testing.assert_array_equal(clicks[at : at + 100], WAVES["count"][:100])
    assert count_in(0, 120.0) is None


@pytest.mark.parametrize(
    ("how", "first"),
    [
        ({"at_s": 1.0}, RATE),
        ({"at_s": 1.0, "tempo_percent": 50}, 2 * RATE),
        ({"at_s": 3.8}, 0),
        ({"at_s": 1.0, "loop": {"from_s": 0.5, "to_s": 2.0}}, RATE),
        ({"at_s": 3.0, "loop": {"from_s": 0.5, "to_s": 2.0}}, None),
    ],
)
def test_it_begins_where_the_pages_begin(how: dict[str, object], first: int | None) -> None:
    laid = laid_out(SOUND, Track.model_validate({"track": "t", **how}))
    out = np.zeros((4, 2), np.float32)
    laid.read(0.0, 1.0, out)
    if first is None:  # outside of its loop: from the loop's begin, whose edge is soft
        assert not out[0].any()
    else:
        np.testing.assert_array_equal(out, SOUND[first : first + 4])
