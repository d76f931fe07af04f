from __future__ import annotations

from signaling.doors import decisions, doors, teachers
from signaling.messages import Admission, Admit, Refuse, Remove, Role
from tests.signaling.world import World


def test_what_a_teacher_decides_is_seen_once_and_their_own_coming_in_is_none() -> None:
    world = World()
    teacher = world.device("teacher", Role.TEACHER)
    others = [world.device(name) for name in ("refused", "let-in", "put-out")]
    before = doors(world.room.state)
    seen: list[tuple[str, Admission]] = []

    def look() -> None:
        nonlocal before
        seen.extend(decisions(world.room.state, before))
        before = doors(world.room.state)

    for device in (teacher, *others):
        device.connect()
        world.settle()
    look()
    assert (seen, teachers(world.room.state)) == ([], ("teacher",))
    for message in (
        Refuse(participant="refused"),
        Admit(participant="let-in"),
        Admit(participant="put-out"),
        Remove(participant="put-out"),
    ):
        teacher.send(message)
        world.settle()
        look()
        look()
    assert seen == [
        ("refused", Admission.REFUSED),
        ("let-in", Admission.ADMITTED),
        ("put-out", Admission.ADMITTED),
        ("put-out", Admission.REMOVED),
    ]
