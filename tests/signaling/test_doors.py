from __future__ import annotations

from signaling.doors import decisions, doors, teachers
from signaling.messages import Admission, Admit, Refuse, Remove, Role
from tests.signaling.world import World


def test_what_a_teacher_decides_is_seen_once_and_their_own_coming_in_is_none() -> None:
    world = World()
    teacher, pupil = world.device("teacher", Role.TEACHER), world.device("pupil")
    before = doors(world.room.state)
    seen: list[tuple[str, Admission]] = []

    def look() -> None:
        nonlocal before
        seen.extend(decisions(world.room.state, before))
        before = doors(world.room.state)

    teacher.connect()
    world.settle()
    pupil.connect()
    world.settle()
    look()
    assert (seen, teachers(world.room.state)) == ([], ("teacher",))
    for message in (Refuse(participant="pupil"), Admit(participant="pupil"), Remove(participant="pupil")):
        pupil.connect()
        world.settle()
        teacher.send(message)
        world.settle()
        look()
        look()
    assert [each for each in seen if each[0] == "pupil"] == seen
    assert [admission for _, admission in seen] == [
        Admission.REFUSED,
        Admission.ADMITTED,
        Admission.REMOVED,
    ]
