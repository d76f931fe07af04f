from signaling.messages import (
    Admission,
    Admitted,
    Bye,
    Chat,
    ConnectionClose,
    ConnectionOpen,
    EndpointKind,
    Error,
    ErrorCode,
    Hello,
    Media,
    Refuse,
    Remove,
    Role,
    Roster,
    SetProfile,
    Welcome,
)
from signaling.room import Room
from signaling.waiting_messages import Door
from tests.signaling.world import LESSON, World, claims, lesson, seeded_keys


def test_a_teacher_is_let_in_at_once_and_a_pupil_waits() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    for device in (teacher, pupil):
        device.connect()
    world.settle()
    assert teacher.got(Welcome)[-1].admission is Admission.ADMITTED
    assert pupil.got(Welcome)[-1].admission is Admission.WAITING
    assert {type(message) for message in pupil.heard} == {Welcome, Door}


def test_with_no_teacher_there_everyone_waits() -> None:
    world = World()
    for name in ("one", "two"):
        world.device(name).connect()
    world.settle()
    assert not world.room.state.admitted_endpoints()


def test_one_who_waits_learns_the_lesson_and_nothing_of_who_is_in_it_but_the_teacher() -> None:
    world, teacher, _ = lesson()
    newcomer = world.device("newcomer")
    newcomer.connect()
    world.settle()
    teacher.send(Chat(text="secret"))
    teacher.send(SetProfile(profile="duet"))
    world.settle()
    assert [type(message) for message in newcomer.heard] == [Welcome, Door]
    assert newcomer.got(Door) == [Door(seq=1, teacher=True)]
    assert newcomer.got(Welcome)[0].lesson == LESSON


def test_a_second_device_of_the_same_invite_waits_as_well() -> None:
    world, teacher, pupil = lesson()
    second = world.device("pupil", kind=EndpointKind.COMPANION)
    second.connect()
    world.settle()
    assert second.got(Welcome)[0].admission is Admission.WAITING
    assert [len(p.endpoints) for p in pupil.got(Roster)[-1].participants] == [1, 1]
    assert [len(p.endpoints) for p in teacher.got(Roster)[-1].participants] == [1, 2]
    world.admit(teacher, "pupil")
    assert second.got(Admitted)[-1].state is Admission.ADMITTED


def test_one_who_was_refused_is_told_the_teachers_word_and_may_knock_again() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    teacher.send(Refuse(participant="pupil", word="In five minutes."))
    world.settle()
    bye = pupil.got(Bye)[-1]
    assert (bye.code, bye.text, bye.retry) == (ErrorCode.REFUSED, "In five minutes.", False)
    assert pupil.got(Admitted)[-1].word == "In five minutes."
    again = world.device("pupil")
    again.connect()
    world.settle()
    assert again.got(Welcome)[-1].admission is Admission.WAITING
    world.admit(teacher, "pupil")
    assert again.got(Admitted)[-1].state is Admission.ADMITTED


def test_one_refused_while_away_is_told_on_coming_back() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    for device in (teacher, pupil):
        device.connect()
        world.settle()
    pupil.cut()
    teacher.send(Refuse(participant="pupil", word="Tomorrow."))
    world.settle()
    pupil.connect()
    world.settle()
    assert pupil.got(Bye)[-1].text == "Tomorrow."


def test_one_who_was_removed_stays_out_until_a_teacher_lets_them_knock_again() -> None:
    world, teacher, pupil = lesson()
    teacher.send(Remove(participant="pupil"))
    world.settle()
    assert pupil.got(Bye)[-1].code is ErrorCode.REMOVED
    assert teacher.got(ConnectionClose)[-1].reason == "removed"
    for resume in (True, False):
        device = pupil if resume else world.device("pupil")
        device.connect()
        world.settle()
        assert isinstance(device.heard[-1], Bye)
        assert device.heard[-1].code is ErrorCode.REMOVED
    world.kill()
    late = world.device("pupil")
    late.connect()
    world.settle()
    assert isinstance(late.heard[-1], Bye)
    teacher.connect()
    world.settle()
    world.admit(teacher, "pupil")
    late.connect()
    world.settle()
    assert late.got(Welcome)[-1].admission is Admission.WAITING


def test_four_are_a_full_lesson() -> None:
    world, teacher, _ = lesson()
    for name in ("two", "three", "four"):
        world.device(name).connect()
        world.settle()
        world.admit(teacher, name)
    assert len(world.room.state.admitted_participants()) == 4
    assert teacher.got(Error)[-1].code is ErrorCode.LESSON_FULL
    late = world.device("late", Role.TEACHER)
    late.connect()
    world.settle()
    assert late.got(Bye)[-1].code is ErrorCode.LESSON_FULL


def test_a_second_page_let_in_takes_the_place_of_the_first() -> None:
    world, teacher, pupil = lesson()
    second = world.device("pupil")
    second.connect()
    world.settle()
    assert not pupil.got(Bye)
    world.admit(teacher, "pupil")
    assert pupil.got(Bye)[-1].code is ErrorCode.REPLACED
    assert len(second.got(ConnectionOpen)) == 1
    assert len(world.room.state.connections) == 1


def test_one_who_knocks_over_and_over_has_few_places_in_the_waiting_room() -> None:
    room = Room.open(LESSON, now_s=0.0, wall_s=0.0, new_key=seeded_keys(0))
    hello = Hello(token="t", endpoint=EndpointKind.PAGE, media=Media())
    for number in range(50):
        room.hello(f"l{number}", claims("pupil"), hello, now_s=0.0)
    assert len(room.state.endpoints) == 4
