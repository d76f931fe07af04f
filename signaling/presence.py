"""Where somebody points and what they are typing: shown to the others as it is, and kept nowhere."""

from __future__ import annotations

from signaling.delivery import Delivery
from signaling.messages import Role
from signaling.paper_messages import PeerPointer, PeerTyping, Pointer, Typing
from signaling.state import Endpoint, RoomState


def show(state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Pointer | Typing) -> None:
    """Pass it on to the others in the lesson; of one who waits or watches, nothing is passed on."""
    person = state.participants[endpoint.participant]
    if not endpoint.admitted or person.role is Role.OBSERVER:
        return
    told: PeerPointer | PeerTyping
    if isinstance(message, Typing):
        told = PeerTyping(participant=person.id, text=message.text)
    elif person.role is Role.PUPIL and not state.papers.rules.draw:
        return
    else:
        told = PeerPointer(participant=person.id, **message.model_dump(exclude={"type"}))
    for other in state.admitted_endpoints():
        if other.participant != person.id:
            delivery.ephemeral(other, told)
