from __future__ import annotations

import pytest

from signaling.messages import EndpointKind, ErrorCode, Leave, Role, Welcome
from signaling.tools import NextPupil
from signaling.waiting_messages import Door, SayWaiting
from tests.signaling.table import last_error
from tests.signaling.world import Device, World, lesson


def at_the_door() -> tuple[World, Device, Device, Device]:
    """A teacher with a pupil in the lesson and another at the door."""
    world, teacher, pupil = lesson()
    waits = world.device("next")
    waits.connect()
    world.settle()
    return world, teacher, pupil, waits


def say(world: World, teacher: Device, message: SayWaiting) -> None:
    teacher.send(message)
    world.settle()


def test_one_who_waits_knows_whether_a_teacher_is_here() -> None:
    world = World()
    pupil, teacher = world.device("pupil"), world.device("teacher", Role.TEACHER)
    for device in (pupil, teacher):
        device.connect()
        world.settle()
    teacher.cut()
    world.settle()
    assert [door.teacher for door in pupil.got(Door)] == [False, True, False]


def test_the_teachers_word_reaches_those_at_the_door_and_nobody_in_the_lesson() -> None:
    world, teacher, pupil, waits = at_the_door()
    say(world, teacher, SayWaiting(ready="five_minutes"))
    say(world, teacher, SayWaiting(text="  Tune your A, please. "))
    told = [(door.ready, door.text, door.at_s > 0) for door in waits.got(Door)[1:]]
    assert told == [("five_minutes", "", True), (None, "Tune your A, please.", True)]
    assert teacher.got(Door)[-1].text == "Tune your A, please."
    assert not [door for door in pupil.got(Door) if door.text or door.ready]


def test_who_comes_later_or_reloads_is_told_the_word_too() -> None:
    world, teacher, _, _ = at_the_door()
    say(world, teacher, SayWaiting(ready="soon"))
    late = world.device("late")
    late.connect()
    world.settle()
    reloaded = world.device("late")
    reloaded.session.welcome = late.got(Welcome)[-1]  # what a page keeps over a reload
    reloaded.connect()
    world.settle()
    assert [device.got(Door)[-1].ready for device in (late, reloaded)] == ["soon", "soon"]


def test_an_empty_word_takes_it_back() -> None:
    world, teacher, _, waits = at_the_door()
    say(world, teacher, SayWaiting(ready="soon"))
    say(world, teacher, SayWaiting(text=" "))
    assert (waits.got(Door)[-1].ready, waits.got(Door)[-1].at_s) == (None, 0.0)


def test_the_word_ends_when_nobody_waits_any_more() -> None:
    world, teacher, _, waits = at_the_door()
    say(world, teacher, SayWaiting(ready="soon"))
    teacher.send(NextPupil(participant="next"))
    world.settle()
    after = world.device("after")
    after.connect()
    world.settle()
    assert after.got(Door)[-1].ready is None
    waits.send(Leave())
    world.settle()
    assert teacher.got(Door)[-1].ready is None


def test_the_word_survives_a_killed_server() -> None:
    world, teacher, _, waits = at_the_door()
    say(world, teacher, SayWaiting(ready="late"))
    world.kill()
    for device in (teacher, waits):
        device.connect()
        world.settle()
    assert (waits.got(Door)[-1].ready, waits.got(Door)[-1].teacher) == ("late", True)


@pytest.mark.parametrize("who", [1, 2])
def test_only_a_teacher_speaks_to_those_at_the_door(who: int) -> None:
    world, *people = at_the_door()
    people[who].send(SayWaiting(ready="soon"))
    world.settle()
    assert last_error(people[who]) is (ErrorCode.NOT_ALLOWED if who == 1 else ErrorCode.NOT_ADMITTED)
    assert people[2].got(Door)[-1].ready is None


def test_a_companion_has_no_eyes_and_is_told_nothing() -> None:
    world, teacher, _, _ = at_the_door()
    companion = world.device("player", kind=EndpointKind.COMPANION)
    companion.connect()
    world.settle()
    say(world, teacher, SayWaiting(ready="soon"))
    assert companion.got(Door) == []
