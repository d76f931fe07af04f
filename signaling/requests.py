"""What endpoints ask for: each message of theirs, checked against who may."""

from __future__ import annotations

from signaling import admission, notes, pairing, recording, score, toolbox, tracks, waiting
from signaling.delivery import Delivery
from signaling.errors import error
from signaling.handler import Handler
from signaling.hiding import hidden_candidate, hidden_description
from signaling.messages import (
    Admission,
    Admit,
    Candidate,
    Chat,
    ConnectionState,
    Description,
    EndpointKind,
    ErrorCode,
    Leave,
    Levels,
    PeerLevels,
    ProfileChanged,
    Refuse,
    Remove,
    Role,
    SetMedia,
    SetProfile,
)
from signaling.recording_messages import SetTaping
from signaling.state import CHAT_KEPT, Connection, Endpoint, Line, RoomState
from signaling.tools import PeerTuner, TakeSound, Tuner
from signaling.waiting_messages import SayWaiting
from signaling.wire import Durable


def handle(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Durable, now_s: float
) -> ErrorCode | None:
    """Do what a durable message asks; the code says why not."""
    if not endpoint.admitted and not isinstance(message, Leave | SetMedia | SetTaping):
        return ErrorCode.NOT_ADMITTED
    teachers = isinstance(message, Admit | Refuse | Remove | SayWaiting | SetProfile | toolbox.TEACHERS_ONLY)
    if teachers and not admission.is_teacher(state, endpoint):
        return ErrorCode.NOT_ALLOWED
    return _HANDLERS[type(message)](state, delivery, endpoint, message, now_s)


def _admit(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Admit, now_s: float
) -> ErrorCode | None:
    person = state.participants.get(message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    if admission.full(state, person):
        return ErrorCode.LESSON_FULL
    admission.admit(state, delivery, person)
    return None


def _refuse(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Refuse, now_s: float
) -> ErrorCode | None:
    person = state.participants.get(message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    admission.refuse(state, delivery, person, message.word)
    return None


def _remove(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Remove, now_s: float
) -> ErrorCode | None:
    person = state.participants.get(message.participant)
    if person is None:
        return ErrorCode.NO_SUCH_PARTICIPANT
    if person.role is Role.TEACHER:
        return ErrorCode.NOT_ALLOWED
    admission.remove(state, delivery, person)
    return None


def _set_profile(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetProfile, now_s: float
) -> ErrorCode | None:
    state.profile = message.profile
    delivery.to_lesson(state, ProfileChanged(profile=message.profile))
    return None


def _set_media(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetMedia, now_s: float
) -> ErrorCode | None:
    if endpoint.admitted:
        admission.use_media(state.participants[endpoint.participant], message)
    else:
        endpoint.wish = message
    return None


def _take_sound(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: TakeSound, now_s: float
) -> ErrorCode | None:
    if endpoint.kind is not EndpointKind.PAGE:
        return ErrorCode.NOT_ALLOWED
    for other in state.endpoints_of(endpoint.participant):
        if other.kind is EndpointKind.COMPANION and message.gently:
            pairing.fade(state, other, now_s)
        elif other.kind is EndpointKind.COMPANION:
            admission.drop(state, delivery, other, "gone", ErrorCode.LEFT)
    return None


def _chat(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Chat, now_s: float
) -> ErrorCode | None:
    person = state.participants[endpoint.participant]
    if person.role is Role.OBSERVER:
        return ErrorCode.NOT_ALLOWED
    line = Line(person.id, person.name, message.text, now_s + state.wall_offset_s)
    state.chat.append(line)
    state.chat_count += 1
    del state.chat[:-CHAT_KEPT]
    delivery.to_lesson(state, line.told())
    return None


def _leave(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Leave, now_s: float
) -> ErrorCode | None:
    admission.drop(state, delivery, endpoint, "left", ErrorCode.LEFT)
    return None


def _connection(
    state: RoomState, endpoint: Endpoint, connection_id: str
) -> tuple[Connection, Endpoint] | None:
    connection = state.connections.get(connection_id)
    far = state.endpoints.get((connection and connection.other(endpoint.id)) or "")
    return (connection, far) if connection is not None and far is not None else None


def _description(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Description, now_s: float
) -> ErrorCode | None:
    found = _connection(state, endpoint, message.connection)
    if found is None:
        return ErrorCode.NO_SUCH_CONNECTION
    if state.participants[endpoint.participant].relay_only:
        # Never empty: a description without any line left is as useless as any other broken one.
        message = message.model_copy(update={"sdp": hidden_description(message.sdp) or "v=0\r\n"})
    delivery.durable(found[1], message)
    return None


def _connection_state(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: ConnectionState, now_s: float
) -> ErrorCode | None:
    found = _connection(state, endpoint, message.connection)
    if found is None:
        return ErrorCode.NO_SUCH_CONNECTION
    pairing.report(state, delivery, endpoint.id, found[0], condition=message.state, now_s=now_s)
    return None


def candidate(state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Candidate) -> None:
    """Pass an ICE candidate to the far end of its connection."""
    found = _connection(state, endpoint, message.connection)
    if found is None:
        delivery.ephemeral(endpoint, error(ErrorCode.NO_SUCH_CONNECTION))
        return
    if state.participants[endpoint.participant].relay_only and message.candidate is not None:
        shown = hidden_candidate(message.candidate)
        if shown is None:
            return
        message = message.model_copy(update={"candidate": shown})
    delivery.ephemeral(found[1], message)


def tuner(state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Tuner) -> None:
    """Show the others what somebody's tuner reads."""
    person = state.participants[endpoint.participant]
    if not endpoint.admitted or person.role is Role.OBSERVER:
        return
    told = PeerTuner(participant=person.id, midi=message.midi, cents=message.cents, hz=message.hz)
    for other in state.admitted_endpoints():
        if other.participant != person.id:
            delivery.ephemeral(other, told)


def levels(state: RoomState, delivery: Delivery, endpoint: Endpoint, message: Levels) -> None:
    """Show a level to the others. One who waits is not told off: its page draws its own level anyway."""
    person = state.participants[endpoint.participant]
    if person.admission is not Admission.ADMITTED or not endpoint.admitted or person.role is Role.OBSERVER:
        return
    told = PeerLevels(participant=person.id, peak_dbfs=message.peak_dbfs, clipped=message.clipped)
    for other in state.admitted_endpoints():
        if other.participant != person.id:
            delivery.ephemeral(other, told)


_HANDLERS: dict[type[Durable], Handler] = {
    Admit: _admit,
    Refuse: _refuse,
    Remove: _remove,
    SayWaiting: waiting.say,
    SetProfile: _set_profile,
    SetMedia: _set_media,
    TakeSound: _take_sound,
    Chat: _chat,
    Leave: _leave,
    Description: _description,
    ConnectionState: _connection_state,
    **toolbox.HANDLERS,
    **tracks.HANDLERS,
    **recording.HANDLERS,
    **notes.HANDLERS,
    **score.HANDLERS,
}
