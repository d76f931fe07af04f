"""The door: who comes in, who waits, who stays out. A teacher's letting-in is the only way in.

"In the lesson" is said of each endpoint (`Endpoint.admitted`), and nothing but `enter` sets it.
"""

from __future__ import annotations

import hashlib
import hmac

from signaling import recording, toolstate
from signaling.delivery import Delivery
from signaling.errors import bye
from signaling.messages import (
    Admission,
    Admitted,
    EndpointKind,
    ErrorCode,
    Hello,
    ProfileChanged,
    Role,
    SetMedia,
)
from signaling.pairing import close_all
from signaling.state import (
    MAX_ADMITTED,
    MAX_PARTICIPANTS,
    MAX_WAITING_PER_KIND,
    CloseReason,
    Endpoint,
    Participant,
    RoomState,
)


def full(state: RoomState, person: Participant) -> bool:
    """Whether `person`, if not in yet, would be one too many."""
    return person.admission is not Admission.ADMITTED and len(state.admitted_participants()) >= MAX_ADMITTED


def no_room_for(state: RoomState, person: Participant) -> bool:
    """Whether a newcomer must stay out: the lesson is full for a teacher, the door for anybody else."""
    if person.role is Role.TEACHER:
        return full(state, person)
    return person.id not in state.participants and len(state.participants) >= MAX_PARTICIPANTS


def returning(state: RoomState, participant: str, hello: Hello) -> Endpoint | None:
    """The endpoint that a hello proves to be, if it was here before."""
    if hello.resume is None:
        return None
    endpoint = state.endpoints.get(hello.resume.endpoint)
    if endpoint is None or endpoint.participant != participant or endpoint.kind is not hello.endpoint:
        return None
    given = hashlib.sha256(hello.resume.key.encode()).hexdigest()
    return endpoint if hmac.compare_digest(given, endpoint.key_hash) else None


def enter(state: RoomState, delivery: Delivery, endpoint: Endpoint) -> None:
    """Let one endpoint into the lesson; an older one of the same person and kind gives way."""
    person = state.participants[endpoint.participant]
    for older in state.endpoints_of(person.id):
        if older is not endpoint and older.admitted and older.kind is endpoint.kind:
            drop(state, delivery, older, "replaced", ErrorCode.REPLACED)
    if person.admission is not Admission.ADMITTED:
        person.admission = Admission.ADMITTED
        person.chat_from = state.chat_count
    if person.role is Role.PUPIL and person.id not in state.papers.readers:
        state.papers.readers = [*_pupils_inside(state, person), person.id]
    endpoint.admitted = True
    if endpoint.wish is not None:
        use_media(person, endpoint.wish)
        endpoint.wish = None
    greet(state, delivery, endpoint)


def _pupils_inside(state: RoomState, newcomer: Participant) -> list[str]:
    inside = (p for p in state.admitted_participants() if p.role is Role.PUPIL and p is not newcomer)
    return [p.id for p in inside if any(e.admitted for e in state.endpoints_of(p.id))]


def greet(state: RoomState, delivery: Delivery, endpoint: Endpoint) -> None:
    """Tell an endpoint that just came in how things stand."""
    person = state.participants[endpoint.participant]
    delivery.durable(endpoint, Admitted(state=Admission.ADMITTED))
    delivery.durable(endpoint, ProfileChanged(profile=state.profile))
    missed = state.chat_count - person.chat_from
    for line in state.chat[-missed:] if missed else ():
        delivery.durable(endpoint, line.told())
    toolstate.greet(state.tools, delivery, endpoint)
    recording.greet(state, delivery, endpoint)
    if endpoint.kind is EndpointKind.PAGE:
        for message in state.papers.told():
            delivery.durable(endpoint, message)


def use_media(person: Participant, media: SetMedia) -> None:
    """Note what somebody says to have switched on."""
    person.microphone, person.camera = media.microphone, media.camera
    person.second_camera = media.second_camera
    person.speaker, person.processing = media.speaker, media.processing
    person.measured = media.measured


def admit(state: RoomState, delivery: Delivery, person: Participant) -> None:
    """A teacher lets in all that wait; somebody refused or removed may knock again."""
    waiting = [e for e in state.endpoints_of(person.id) if not e.admitted]
    for endpoint in waiting:
        if endpoint.id in state.endpoints:
            enter(state, delivery, endpoint)
    if not waiting and person.admission is not Admission.ADMITTED:
        del state.participants[person.id]


def refuse(state: RoomState, delivery: Delivery, person: Participant, word: str) -> None:
    """A teacher says not now to all that wait; what is in the lesson already stays in."""
    if person.admission is Admission.WAITING:
        person.admission = Admission.REFUSED
        person.word = word
    for endpoint in state.endpoints_of(person.id):
        if not endpoint.admitted:
            delivery.durable(endpoint, Admitted(state=Admission.REFUSED, word=word))
            drop(state, delivery, endpoint, "gone", ErrorCode.REFUSED, word=word)


def remove(state: RoomState, delivery: Delivery, person: Participant) -> None:
    """A teacher puts somebody out, who stays out until let in again."""
    person.admission = Admission.REMOVED
    for endpoint in state.endpoints_of(person.id):
        delivery.durable(endpoint, Admitted(state=Admission.REMOVED))
        drop(state, delivery, endpoint, "removed", ErrorCode.REMOVED)


def drop(
    state: RoomState,
    delivery: Delivery,
    endpoint: Endpoint,
    reason: CloseReason,
    code: ErrorCode,
    *,
    word: str = "",
) -> None:
    """Forget an endpoint for good: bye to its holder, its connections closed, its key void."""
    del state.endpoints[endpoint.id]
    delivery.close(endpoint, bye(code, text=word), rest=endpoint.outbox.pending)
    close_all(state, delivery, endpoint.id, reason)


def thin_out(state: RoomState, delivery: Delivery, newest: Endpoint) -> None:
    """Keep few waiting endpoints of one person and kind: those that are away go, then the oldest."""
    waiting = [
        e
        for e in state.endpoints_of(newest.participant)
        if not e.admitted and e.kind is newest.kind and e is not newest
    ]
    waiting.sort(key=lambda e: (e.link is not None, e.number))
    surplus = max(
        sum(e.link is None for e in waiting),
        len(waiting) + 1 - MAX_WAITING_PER_KIND,
    )
    for endpoint in waiting[:surplus]:
        drop(state, delivery, endpoint, "replaced", ErrorCode.REPLACED)


def forget_absent(state: RoomState) -> None:
    """People without an endpoint are gone, but for those the teacher decided about.

    The chat goes with the last endpoint.
    """
    present = {e.participant for e in state.endpoints.values()}
    for person in list(state.participants.values()):
        if person.id not in present and person.admission in {Admission.WAITING, Admission.ADMITTED}:
            del state.participants[person.id]
            toolstate.forget(state.tools, person.id)
    for person in state.participants.values():
        if person.admission is Admission.ADMITTED and not any(
            e.admitted for e in state.endpoints_of(person.id)
        ):
            person.admission = Admission.WAITING
    if not state.endpoints:
        state.chat.clear()
        state.tools = toolstate.Tools()


def is_teacher(state: RoomState, endpoint: Endpoint) -> bool:
    """Whether the endpoint's person teaches this lesson."""
    return state.participants[endpoint.participant].role is Role.TEACHER
