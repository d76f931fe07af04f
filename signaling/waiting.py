"""What those at the door are told: whether a teacher is here, and the teacher's word to them.

The word lasts as long as somebody waits. Nobody in the lesson but its teachers hears it.
"""

from __future__ import annotations

import hashlib

from signaling.delivery import Delivery
from signaling.messages import EndpointKind, ErrorCode, Role
from signaling.state import Endpoint, RoomState, Word
from signaling.waiting_messages import Door, SayWaiting


def say(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SayWaiting, now_s: float
) -> ErrorCode | None:
    """A teacher speaks to those who wait; `tell` brings it to them."""
    text = message.text.strip()
    said = message.ready is not None or text != ""
    state.word = Word(message.ready, text, now_s + state.wall_offset_s) if said else Word()
    return None


def tell(state: RoomState, delivery: Delivery) -> None:
    """Tell every page at the door, and every teacher's, what has changed since it was last told."""
    waiting = [e for e in state.endpoints.values() if not e.admitted]
    if not waiting:
        state.word = Word()
    teachers = [
        e for e in state.admitted_endpoints() if state.participants[e.participant].role is Role.TEACHER
    ]
    word = state.word
    door = Door(
        teacher=any(e.link is not None for e in teachers), ready=word.ready, text=word.text, at_s=word.at_s
    )
    digest = hashlib.sha256(door.model_dump_json().encode()).hexdigest()[:16]
    for endpoint in (*waiting, *teachers):
        if endpoint.kind is not EndpointKind.PAGE or endpoint.door == digest:
            continue
        # A teacher to whose pupils nothing was ever said need not be told so.
        if endpoint.door == "" and endpoint.admitted and word == Word():
            continue
        endpoint.door = digest
        delivery.durable(endpoint, door)
