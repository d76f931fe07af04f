import pytest

from signaling.messages import (
    Admit,
    Bye,
    Chat,
    ChatLine,
    ConnectionClose,
    Error,
    ErrorCode,
    Leave,
    Levels,
    PeerLevels,
    ProfileChanged,
    Refuse,
    Remove,
    Role,
    Roster,
    SetMedia,
    SetProfile,
)
from tests.signaling.world import World, lesson


def test_a_teacher_cannot_be_removed() -> None:
    world, teacher, _ = lesson()
    teacher.send(Remove(participant="teacher"))
    world.settle()
    assert teacher.got(Error)[-1].code is ErrorCode.NOT_ALLOWED


@pytest.mark.parametrize(
    "message", [Remove(participant="teacher"), Refuse(participant="teacher"), SetProfile(profile="duet")]
)
def test_a_pupil_cannot_do_what_is_the_teachers(message: Remove | Refuse | SetProfile) -> None:
    world, _, pupil = lesson()
    before = len(world.room.state.endpoints)
    pupil.send(message)
    world.settle()
    error = pupil.got(Error)[-1]
    assert (error.code, error.seq) == (ErrorCode.NOT_ALLOWED, 1)
    assert len(world.room.state.endpoints) == before


def test_leaving_closes_at_once() -> None:
    world, teacher, pupil = lesson()
    pupil.send(Leave())
    world.settle()
    assert pupil.got(Bye)[-1].code is ErrorCode.LEFT
    assert not pupil.session.unacked
    assert teacher.got(ConnectionClose)[-1].reason == "left"
    assert len(teacher.got(Roster)[-1].participants) == 1


def test_what_one_sets_while_waiting_holds_once_let_in() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    pupil.send(SetMedia(microphone=False, camera=True))
    world.settle()
    assert teacher.got(Roster)[-1].participants[1].microphone
    world.admit(teacher, "pupil")
    view = teacher.got(Roster)[-1].participants[1]
    assert (view.microphone, view.camera) == (False, True)


def test_chat_is_stamped_with_unix_time() -> None:
    world, _, pupil = lesson()
    pupil.send(Chat(text="hej"))
    world.settle()
    assert pupil.got(ChatLine)[0].at_s == 1_800_000_000.0 + world.now_s - 100.0


def test_a_name_nobody_has_is_an_error() -> None:
    world, teacher, _ = lesson()
    for message in (Admit(participant="nobody"), Refuse(participant="nobody"), Remove(participant="nobody")):
        teacher.send(message)
    world.settle()
    assert [error.code for error in teacher.got(Error)] == [ErrorCode.NO_SUCH_PARTICIPANT] * 3


def test_the_profile_reaches_everyone_and_those_who_come_later() -> None:
    world, teacher, pupil = lesson()
    teacher.send(SetProfile(profile="duet"))
    world.settle()
    assert pupil.got(ProfileChanged)[-1].profile == teacher.got(ProfileChanged)[-1].profile == "duet"
    late = world.device("late")
    late.connect()
    world.settle()
    world.admit(teacher, "late")
    assert late.got(ProfileChanged)[-1].profile == "duet"


def test_one_who_comes_later_does_not_read_what_was_written_before() -> None:
    world, teacher, _ = lesson()
    teacher.send(Chat(text="about the next pupil"))
    late = world.device("late")
    late.connect()
    world.settle()
    world.admit(teacher, "late")
    teacher.send(Chat(text="welcome"))
    world.settle()
    assert [line.text for line in late.got(ChatLine)] == ["welcome"]


def test_levels_are_seen_by_the_others_and_kept_nowhere() -> None:
    world, teacher, pupil = lesson()
    before = world.room.to_json()
    pupil.send(Levels(peak_dbfs=-12.0, clipped=True))
    world.settle()
    assert teacher.got(PeerLevels) == [PeerLevels(participant="pupil", peak_dbfs=-12.0, clipped=True)]
    assert not pupil.got(PeerLevels)
    assert world.room.to_json() == before


def test_an_observer_is_neither_read_nor_heard() -> None:
    world, teacher, pupil = lesson()
    observer = world.device("olle", Role.OBSERVER)
    observer.connect()
    world.settle()
    world.admit(teacher, "olle")
    observer.send(Chat(text="hm"))
    observer.send(Levels(peak_dbfs=-12.0))
    world.settle()
    assert observer.got(Error)[-1].code is ErrorCode.NOT_ALLOWED
    assert not pupil.got(ChatLine)
    assert not pupil.got(PeerLevels)
