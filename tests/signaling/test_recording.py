from __future__ import annotations

import random
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaling import recording
from signaling.messages import EndpointKind, Error, ErrorCode, Remove, Role
from signaling.recording_messages import Marked, PlaceMark, Recording, SetRecording, SetTaping
from signaling.takes import MAX_TAKES
from signaling.tools import NextPupil
from tests.signaling.world import Device, World, lesson

NATIVE = EndpointKind.COMPANION
START, STOP = SetRecording(running=True), SetRecording(running=False)


def answer(world: World, lacking: Collection[str] = ()) -> None:
    ask = world.room.state.tape.ask
    world.step(lambda room, now_s: room.permitted(ask, lacking, now_s=now_s))
    world.settle()


def recorded() -> tuple[World, Device, Device]:
    world, teacher, pupil = lesson(kind=NATIVE)
    teacher.send(START)
    world.settle()
    answer(world)
    return world, teacher, pupil


def now(device: Device) -> Recording:
    return device.got(Recording)[-1]


def come(world: World, teacher: Device, who: str, role: Role = Role.PUPIL) -> Device:
    device = world.device(who, role, kind=NATIVE)
    device.connect()
    world.settle()
    world.admit(teacher, who)
    return device


def test_a_wish_to_record_is_a_question_first() -> None:
    world, teacher, pupil = lesson(kind=NATIVE)
    teacher.send(START)
    world.settle()
    assert [now(each).state for each in (teacher, pupil)] == ["asking", "asking"]
    assert world.room.state.tape.asked == ["pupil", "teacher"]
    answer(world)
    assert [now(each).state for each in (teacher, pupil)] == ["running", "running"]
    assert now(pupil).recorded == ("pupil", "teacher")
    assert now(pupil).by == "Teacher"


def test_a_page_is_asked_and_shows_the_sign_and_nobody_waits_for_its_sound() -> None:
    world, teacher, _ = lesson(kind=NATIVE)
    page = world.device("lova", kind=EndpointKind.PAGE)
    page.connect()
    world.settle()
    world.admit(teacher, "lova")
    teacher.send(START)
    world.settle()
    assert world.room.state.tape.asked == ["lova", "pupil", "teacher"]
    answer(world)
    assert now(page).state == "running"
    assert now(page).recorded == ("pupil", "teacher")


def test_a_page_that_can_keep_its_sound_is_listed_whenever_it_said_so() -> None:
    world, teacher, _ = lesson(kind=NATIVE)
    page = world.device("lova", kind=EndpointKind.PAGE)
    page.connect()
    world.settle()
    page.send(SetTaping(able=True))  # at the door: it need not wait to be let in
    world.settle()
    world.admit(teacher, "lova")
    teacher.send(START)
    world.settle()
    answer(world)
    assert now(page).recorded == ("lova", "pupil", "teacher")
    page.send(SetTaping(able=False))
    teacher.send(STOP)
    teacher.send(START)
    world.settle()
    answer(world)
    assert now(page).recorded == ("pupil", "teacher")


def test_the_teacher_alone_is_told_who_lacks_permission() -> None:
    world, teacher, pupil = lesson(kind=NATIVE)
    teacher.send(START)
    world.settle()
    answer(world, ["pupil"])
    assert (now(teacher).state, now(teacher).reason) == ("off", "lacking")
    assert [each.name for each in now(teacher).lacking] == ["Pupil"]
    assert (now(pupil).state, now(pupil).lacking) == ("off", ())
    assert world.room.state.tape.takes == []


@pytest.mark.parametrize("role", [Role.PUPIL, Role.OBSERVER])
def test_only_a_teacher_starts(role: Role) -> None:
    world, teacher, _ = lesson(kind=NATIVE)
    other = come(world, teacher, "olle", role)
    other.send(START)
    world.settle()
    assert other.got(Error)[-1].code is ErrorCode.NOT_ALLOWED
    assert world.room.state.tape.state == "off"


@pytest.mark.parametrize("who", ["teacher", "pupil", "olle"])
def test_anybody_stops_it_at_once_and_everybody_is_told_who(who: str) -> None:
    world, teacher, pupil = lesson(kind=NATIVE)
    observer = come(world, teacher, "olle", Role.OBSERVER)
    teacher.send(START)
    world.settle()
    answer(world)
    {"teacher": teacher, "pupil": pupil, "olle": observer}[who].send(STOP)
    world.settle()
    for each in (teacher, pupil, observer):
        assert (now(each).state, now(each).reason, now(each).by) == ("off", "stopped", who.title())
    assert world.room.state.tape.takes[-1].ended_s is not None


def test_one_who_watches_is_not_recorded_and_need_not_permit() -> None:
    world, teacher, _ = recorded()
    come(world, teacher, "olle", Role.OBSERVER)
    assert world.room.state.tape.state == "running"
    assert "olle" not in now(teacher).recorded


def test_somebody_new_ends_the_take_before_being_heard_in_it() -> None:
    world, teacher, pupil = recorded()
    first = now(teacher).take
    late = come(world, teacher, "lova")
    assert [now(each).state for each in (teacher, pupil, late)] == ["asking"] * 3
    answer(world)
    assert now(late).state == "running"
    assert now(late).take != first
    assert now(late).recorded == ("lova", "pupil", "teacher")


def test_an_answer_about_others_than_are_here_starts_nothing() -> None:
    world, teacher, _ = lesson(kind=NATIVE)
    teacher.send(START)
    world.settle()
    old = world.room.state.tape.ask
    come(world, teacher, "lova")
    world.step(lambda room, now_s: room.permitted(old, (), now_s=now_s))
    assert world.room.state.tape.state == "asking"


def test_a_withdrawn_permission_ends_it_at_once_or_before_it_began() -> None:
    for begun in (True, False):
        world, teacher, pupil = lesson(kind=NATIVE)
        teacher.send(START)
        world.settle()
        if begun:
            answer(world)
        world.step(lambda room, now_s: room.withdrawn(["pupil"], now_s=now_s))
        world.settle()
        assert (now(pupil).state, now(pupil).reason) == ("off", "withdrawn")
        assert [each.participant for each in now(teacher).lacking] == ["pupil"]
        answer(world)
        assert now(pupil).state == "off"


def test_whose_permission_nothing_rests_on_withdraws_without_effect() -> None:
    world, _, _ = recorded()
    world.step(lambda room, now_s: room.withdrawn(["somebody"], now_s=now_s))
    assert world.room.state.tape.state == "running"


def test_a_restarted_server_says_that_it_has_stopped() -> None:
    world, teacher, pupil = recorded()
    world.kill()
    for each in (teacher, pupil):
        each.connect()
    world.settle()
    for each in (teacher, pupil):
        assert (now(each).state, now(each).reason) == ("off", "restart")


def test_who_comes_back_over_another_network_hears_how_it_stands_and_is_recorded_on() -> None:
    world, _, pupil = recorded()
    pupil.cut()
    world.later(5.0)
    assert world.room.state.tape.state == "running"
    pupil.connect()
    world.settle()
    assert now(pupil).state == "running"


def test_without_a_teacher_nothing_is_recorded() -> None:
    world, teacher, pupil = recorded()
    teacher.cut()
    world.later(61.0)
    world.settle()
    assert (now(pupil).state, now(pupil).reason) == ("off", "no_teacher")


def test_the_next_childs_lesson_is_not_recorded_by_itself() -> None:
    world, teacher, _ = recorded()
    other = world.device("lova", kind=NATIVE)
    other.connect()
    world.settle()
    teacher.send(NextPupil(participant="lova"))
    world.settle()
    assert (now(teacher).state, now(teacher).reason) == ("off", "next_lesson")
    assert not other.got(Recording)
    assert len(world.room.state.tape.takes) == 1, "it is to be uploaded yet"


def test_marks_are_placed_by_either_end_and_only_in_what_is_recorded() -> None:
    world, teacher, pupil = lesson(kind=NATIVE)
    pupil.send(PlaceMark(at_s=10.0))
    world.settle()
    assert pupil.got(Error)[-1].code is ErrorCode.NO_SUCH_ITEM
    teacher.send(START)
    world.settle()
    answer(world)
    pupil.send(PlaceMark(at_s=20.0, text=" this bar "))
    world.settle()
    teacher.send(PlaceMark(at_s=30.0))
    world.settle()
    for each in (teacher, pupil):
        assert [(m.n, m.at_s, m.name, m.text) for m in each.got(Marked)] == [
            (1, 20.0, "Pupil", "this bar"),
            (2, 30.0, "Teacher", ""),
        ]
    assert [mark.participant for mark in world.room.state.tape.takes[-1].marks] == ["pupil", "teacher"]


def test_after_so_many_takes_it_says_that_there_are_no_more() -> None:
    world, teacher, _ = lesson(kind=NATIVE)
    for _ in range(MAX_TAKES):
        teacher.send(START)
        world.settle()
        answer(world)
        teacher.send(STOP)
        world.settle()
    teacher.send(START)
    world.settle()
    assert (now(teacher).state, now(teacher).reason) == ("off", "full")


class Town:
    """A lesson of many, their permissions, and questions that are answered late and in any order."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.world = World(seed)
        roles = {"teacher": Role.TEACHER, "one": Role.PUPIL, "two": Role.PUPIL, "olle": Role.OBSERVER}
        self.devices = {name: self.world.device(name, role, kind=NATIVE) for name, role in roles.items()}
        self.permitted = {name for name in roles if self.rng.random() < 0.9}
        self.answers: list[tuple[int, list[str]]] = []
        self.asked = 0

    def turn(self) -> None:
        name = self.rng.choice(list(self.devices))
        device, teacher = self.devices[name], self.devices["teacher"]
        what = self.rng.randrange(12)
        if what < 2:
            device.connect()
        elif what == 2:
            device.cut()
        elif what == 3 and name != "teacher":
            teacher.send(Remove(participant=name))
        elif what in (4, 5) and name != "teacher" and teacher.link:
            self.world.admit(teacher, name)
        elif what in (6, 7):
            device.send(START)
        elif what == 8:
            device.send(STOP)
        elif what == 9:
            self.permitted.add(name)
        elif what == 10 and name in self.permitted:
            self.permitted.discard(name)  # what was found out and not yet answered says the opposite
            self.world.step(lambda room, now_s: room.withdrawn([name], now_s=now_s))
        elif self.rng.random() < 0.1:
            self.world.kill()
            self.asked = 0
        self.world.later(self.rng.choice([0.0] * 8 + [1.0, 70.0]))
        if self.rng.random() < 0.9:
            self.world.settle()
        self.ask_and_answer()

    def ask_and_answer(self) -> None:
        tape = self.world.room.state.tape
        if tape.state == "asking" and tape.ask != self.asked:
            self.asked = tape.ask
            self.answers.append((tape.ask, [each for each in tape.asked if each not in self.permitted]))
        self.check()
        if self.answers and self.rng.random() < 0.6:
            ask, lacking = self.answers.pop(self.rng.randrange(len(self.answers)))
            self.world.step(lambda room, now_s: room.permitted(ask, lacking, now_s=now_s))
        self.check()

    def check(self) -> None:
        state = self.world.room.state
        take = state.tape.take
        assert all(each.ended_s is not None for each in state.tape.takes if each is not take)
        if take is None:
            return
        assert set(recording.needed(state)) <= set(state.tape.asked), "somebody is heard who was not asked"
        assert set(take.recorded) <= set(state.tape.asked)
        assert set(take.recorded) <= self.permitted, "somebody is recorded who has not permitted it"
        assert "olle" not in take.recorded
        assert any(state.participants[each].role is Role.TEACHER for each in recording.needed(state))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_nobody_is_recorded_without_permission_whatever_happens(seed: int) -> None:
    play(seed)


def test_the_script_of_that_proof_does_record() -> None:
    assert sum(len(play(seed).world.room.state.tape.takes) for seed in range(25)) > 15


def play(seed: int) -> Town:
    town = Town(seed)
    for name in ("teacher", "one"):
        town.devices[name].connect()
        town.world.settle()
    town.world.admit(town.devices["teacher"], "one")
    for _ in range(50):
        town.turn()
    return town
