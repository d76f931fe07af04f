from signaling.messages import EndpointKind, Role
from signaling.paper_messages import PeerPointer, PeerTyping, Pointer, SetScoreRules, Typing
from tests.signaling.table import table
from tests.signaling.world import World, lesson

HERE = Pointer(score="sonata", page=2, x=100, y=9000)


def test_a_pointer_and_what_is_being_typed_reach_the_other_and_are_kept_nowhere() -> None:
    world, teacher, pupil = table()
    before = world.room.to_json()
    teacher.send(HERE)
    pupil.send(Typing(text="which b"))
    world.settle()
    assert pupil.got(PeerPointer) == [
        PeerPointer(participant="teacher", score="sonata", page=2, x=100, y=9000, shown=True)
    ]
    assert teacher.got(PeerTyping) == [PeerTyping(participant="pupil", text="which b")]
    assert not teacher.got(PeerPointer)
    assert not pupil.got(PeerTyping)
    assert world.room.to_json() == before


def test_of_one_who_waits_or_watches_nothing_is_seen_and_they_who_wait_see_nothing() -> None:
    world = World()
    teacher, stranger = world.device("teacher", Role.TEACHER), world.device("stranger")
    observer = world.device("olle", Role.OBSERVER)
    for device in (teacher, stranger, observer):
        device.connect()
        world.settle()
    world.admit(teacher, "olle")
    for device in (stranger, observer):
        device.send(Typing(text="let me in"))
        device.send(HERE)
    teacher.send(Typing(text="not yet"))
    world.settle()
    assert not teacher.got(PeerTyping)
    assert not teacher.got(PeerPointer)
    assert not stranger.got(PeerTyping)
    assert observer.got(PeerTyping)


def test_a_pupil_who_may_not_draw_does_not_point() -> None:
    world, teacher, pupil = table()
    teacher.send(SetScoreRules(follow=True, draw=False))
    world.settle()
    pupil.send(HERE)
    world.settle()
    assert not teacher.got(PeerPointer)


def test_a_second_device_of_the_one_who_types_is_not_told() -> None:
    world, teacher, pupil = lesson()
    phone = world.device("pupil", kind=EndpointKind.COMPANION)
    phone.connect()
    world.settle()
    world.admit(teacher, "pupil")
    pupil.send(Typing(text="x"))
    world.settle()
    assert not phone.got(PeerTyping)
