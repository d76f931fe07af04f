"""Whose clock is lesson time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from client.native.clock_talk import ClockTalk
from client.native.lesson_time import Leader, LessonTime, leader_of
from signaling.messages import Admission, EndpointKind, EndpointView, Media, ParticipantView, Role

PAGE, COMPANION = EndpointKind.PAGE, EndpointKind.COMPANION


def person(name: str, role: Role, *kinds: EndpointKind) -> ParticipantView:
    ends = tuple(
        EndpointView(id=f"{name}-{kind}", kind=kind, media=Media(), present=True, admitted=True)
        for kind in kinds
    )
    return ParticipantView(id=name, name=name, role=role, admission=Admission.ADMITTED, endpoints=ends)


PUPIL = person("pupil", Role.PUPIL, PAGE)


def test_the_teachers_page_leads_or_the_companion_where_there_is_no_page() -> None:
    assert leader_of([PUPIL]) is None
    assert leader_of([PUPIL, person("anna", Role.TEACHER, COMPANION)]) == Leader("anna", COMPANION)
    both = person("anna", Role.TEACHER, COMPANION, PAGE)
    assert leader_of([both, person("bea", Role.TEACHER, PAGE)]) == Leader("anna", PAGE)
    assert leader_of([person("anna", Role.TEACHER), person("bea", Role.TEACHER, PAGE)]) == Leader("bea", PAGE)


@dataclass
class Connected:
    far_end: Leader
    clock_talk: ClockTalk


def test_a_pupil_follows_the_teacher_over_any_connection_and_through_a_new_one() -> None:
    people = [person("anna", Role.TEACHER, COMPANION), PUPIL]
    anna, me = Leader("anna", COMPANION), Leader("pupil", PAGE)
    teacher, mine = LessonTime(origin_s=1e9), LessonTime(origin_s=2e9)
    now_s = 10.0
    for _ in range(2):  # a connection, and the one that takes its place
        here = Connected(anna, ClockTalk(mine.clock_of(anna)))
        there = Connected(me, ClockTalk(teacher.clock_of(me)))
        for _ in range(6):
            teacher.keep(anna, people, [there], now_s=now_s + 50)
            said = there.clock_talk.compose(now_s=now_s + 50, origin_s=teacher.origin_s)
            here.clock_talk.receive(said, arrival_s=now_s + 0.02)
            answer = here.clock_talk.compose(now_s=now_s + 0.1, origin_s=mine.origin_s)
            there.clock_talk.receive(answer, arrival_s=now_s + 50.12)
            now_s += 0.5
            mine.keep(me, people, [here], now_s=now_s)
    assert (teacher.origin_s, mine.origin_s) == (1e9, None)
    assert mine.clock.epoch == 1
    assert mine.clock.to_lesson(now_s) == pytest.approx(teacher.clock.to_lesson(now_s + 50), abs=2e-4)


def test_nobody_who_is_not_the_teacher_is_followed() -> None:
    mine = LessonTime(origin_s=5.0)
    talk = ClockTalk(mine.clock_of(Leader("pupil", PAGE)))
    talk.receive({"v": 1, "n": 1, "now": 9.0, "origin": 3.0}, arrival_s=1.0)
    far = Connected(Leader("pupil", PAGE), talk)
    mine.keep(Leader("other", PAGE), [PUPIL], [far], now_s=2.0)
    assert not mine.clock.known
    assert mine.clock.to_lesson(2.0) == 7.0
