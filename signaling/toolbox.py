"""What happens when somebody uses a tool: checked, remembered, told to everyone it concerns."""

from __future__ import annotations

from typing import Any

from signaling import admission, recording
from signaling.delivery import Delivery
from signaling.handler import Handler
from signaling.messages import Admission, ErrorCode, Role
from signaling.papers import Papers
from signaling.state import Endpoint, Participant, RoomState
from signaling.tools import (
    Answer,
    Answered,
    Ask,
    Asked,
    Beats,
    ExtendTimer,
    Mute,
    Muted,
    NextLesson,
    NextPupil,
    Pitch,
    SetGain,
    SetMetronome,
    SetTimer,
    SetTone,
    Timer,
)
from signaling.toolstate import Tools
from signaling.wire import Durable

TEACHERS_ONLY = SetTimer | ExtendTimer | Mute | SetGain | Ask | NextPupil


def _named(message: SetMetronome | SetTone, tool: type[Beats] | type[Pitch]) -> dict[str, Any]:
    """What of a tool the message changes."""
    asked = {name: getattr(message, name) for name in tool.model_fields}
    return {name: value for name, value in asked.items() if value is not None}


def _metronome(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetMetronome, now_s: float
) -> ErrorCode | None:
    if _observes(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    update = {"anchor_s": None} | _named(message, Beats)  # an anchor is of this change, or of none
    state.tools.metronome = state.tools.metronome.model_copy(update=update)
    delivery.to_lesson(state, state.tools.metronome)
    return None


def _tone(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetTone, now_s: float
) -> ErrorCode | None:
    if _observes(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    state.tools.tone = state.tools.tone.model_copy(update=_named(message, Pitch))
    delivery.to_lesson(state, state.tools.tone)
    return None


def _set_timer(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetTimer, now_s: float
) -> ErrorCode | None:
    wall_s = now_s + state.wall_offset_s
    ends_at_s = None if message.minutes is None else wall_s + 60.0 * message.minutes
    _tell_timer(state, delivery, ends_at_s, wall_s)
    return None


def _extend_timer(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: ExtendTimer, now_s: float
) -> ErrorCode | None:
    wall_s = now_s + state.wall_offset_s
    before_s = state.tools.timer.ends_at_s
    _tell_timer(
        state,
        delivery,
        max(before_s if before_s is not None else wall_s, wall_s) + 60.0 * message.minutes,
        wall_s,
    )
    return None


def _tell_timer(state: RoomState, delivery: Delivery, ends_at_s: float | None, wall_s: float) -> None:
    state.tools.timer = Timer(ends_at_s=ends_at_s, at_s=wall_s)
    delivery.to_lesson(state, state.tools.timer)


def _mute(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Mute, now_s: float
) -> ErrorCode | None:
    person = _inside(state, message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    if person.role is Role.TEACHER:
        return ErrorCode.NOT_ALLOWED
    person.microphone = person.microphone and not message.microphone
    person.camera = person.camera and not message.camera
    person.second_camera = person.second_camera and not message.camera
    _to_person(state, delivery, person, Muted(microphone=message.microphone, camera=message.camera))
    return None


def _set_gain(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetGain, now_s: float
) -> ErrorCode | None:
    person = _inside(state, message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    person.gain_db = message.gain_db  # the roster tells it
    return None


def _ask(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Ask, now_s: float
) -> ErrorCode | None:
    person = _inside(state, message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    teacher = state.participants[endpoint.participant]
    asked = Asked(ask=state.number(), participant=teacher.id, name=teacher.name, question=message.question)
    # The same question again takes the place of the first: nobody is asked twice at once.
    others = [a for a in state.tools.asks.get(person.id, []) if a.question != message.question]
    state.tools.asks[person.id] = [*others, asked]
    _to_person(state, delivery, person, asked)
    return None


def _answer(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Answer, now_s: float
) -> ErrorCode | None:
    asks = state.tools.asks.get(endpoint.participant, [])
    asked = next((a for a in asks if a.ask == message.ask), None)
    if asked is None:
        return None  # answered already, or asked anew meanwhile: there is nothing to do
    state.tools.asks[endpoint.participant] = [a for a in asks if a is not asked]
    answered = Answered(
        ask=asked.ask, participant=endpoint.participant, question=asked.question, yes=message.yes
    )
    for other in state.admitted_endpoints():
        if state.participants[other.participant].role is Role.TEACHER:
            delivery.durable(other, answered)
    return None


def _next_pupil(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: NextPupil, now_s: float
) -> ErrorCode | None:
    person = state.participants.get(message.participant)
    if person is None or person.role is Role.TEACHER:
        return ErrorCode.NO_SUCH_PARTICIPANT
    if all(other.admitted for other in state.endpoints_of(person.id)):
        return ErrorCode.NO_SUCH_PARTICIPANT  # in already, or not at the door
    recording.stop(state, delivery, "next_lesson", now_s=now_s)
    for other in list(state.admitted_endpoints()):
        if other.participant != person.id and not admission.is_teacher(state, other):
            admission.drop(state, delivery, other, "left", ErrorCode.OVER)
    admission.forget_absent(state)
    state.tools, state.papers = Tools(), Papers()  # nothing of one child is shown to the next
    delivery.to_lesson(state, NextLesson())
    admission.admit(state, delivery, person)
    return None


def _observes(state: RoomState, endpoint: Endpoint) -> bool:
    return state.participants[endpoint.participant].role is Role.OBSERVER


def _inside(state: RoomState, participant: str) -> Participant | None:
    person = state.participants.get(participant)
    return person if person is not None and person.admission is Admission.ADMITTED else None


def _to_person(state: RoomState, delivery: Delivery, person: Participant, message: Muted | Asked) -> None:
    for endpoint in state.endpoints_of(person.id):
        if endpoint.admitted:
            delivery.durable(endpoint, message)


HANDLERS: dict[type[Durable], Handler] = {
    SetMetronome: _metronome,
    SetTone: _tone,
    SetTimer: _set_timer,
    ExtendTimer: _extend_timer,
    Mute: _mute,
    SetGain: _set_gain,
    Ask: _ask,
    Answer: _answer,
    NextPupil: _next_pupil,
}
