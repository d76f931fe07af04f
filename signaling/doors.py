"""What a step of a room decided at its door, seen by comparing before and after."""

from __future__ import annotations

from collections.abc import Iterator

from signaling.messages import Admission, Role
from signaling.state import RoomState

_DECIDED = {Admission.ADMITTED, Admission.REFUSED, Admission.REMOVED}


def doors(state: RoomState) -> dict[str, Admission]:
    """How the door stands for everybody."""
    return {person.id: person.admission for person in state.participants.values()}


def decisions(state: RoomState, before: dict[str, Admission]) -> Iterator[tuple[str, Admission]]:
    """Whom a teacher has let in, refused or put out since; a teacher's own coming in is no decision."""
    for person in state.participants.values():
        if (
            person.admission in _DECIDED
            and person.admission is not before.get(person.id)
            and person.role is not Role.TEACHER
        ):
            yield person.id, person.admission


def teachers(state: RoomState) -> tuple[str, ...]:
    """Who may have decided it: the teachers in the room."""
    found = (p for p in state.admitted_participants() if p.role is Role.TEACHER)
    return tuple(person.id for person in found)
