from signaling.messages import Admission, Role, Roster, SetMedia, SetProfile
from signaling.views import roster
from tests.signaling.world import World, lesson


def test_a_teacher_sees_who_waits_and_others_only_who_is_in() -> None:
    world, teacher, pupil = lesson()
    world.device("late").connect()
    world.settle()
    assert [p.id for p in teacher.got(Roster)[-1].participants] == ["teacher", "pupil", "late"]
    assert [p.id for p in pupil.got(Roster)[-1].participants] == ["teacher", "pupil"]
    assert roster(world.room.state, for_teacher=True).participants[2].admission is Admission.WAITING


def test_nobody_is_told_twice_what_they_know() -> None:
    world, teacher, pupil = lesson()
    before = len(teacher.got(Roster)), len(pupil.got(Roster))
    teacher.send(SetProfile(profile="duet"))
    pupil.send(SetMedia(microphone=True, camera=True))
    world.device("late").connect()
    world.settle()
    assert (len(teacher.got(Roster)), len(pupil.got(Roster))) == (before[0] + 1, before[1])


def test_whoever_is_gone_is_in_no_roster() -> None:
    world = World()
    teacher, guest = world.device("teacher", Role.TEACHER), world.device("guest")
    for device in (teacher, guest):
        device.connect()
        world.settle()
    guest.cut()
    world.later(60.0)
    world.settle()
    assert [p.id for p in teacher.got(Roster)[-1].participants] == ["teacher"]
