"""The law of recording: nobody is recorded without permission, and anybody stops it.

A teacher's wish to record is a question first. The room asks whoever runs it (`signaling.ports.Warden`) for
the permissions of all who would be recorded: teachers and pupils in the lesson. Observers are not recorded;
like everybody they may stop it. Only the answer to the newest question, about exactly the people who are in
the lesson when it comes, starts a take. Somebody new ends the take at once, and the room asks anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from signaling.delivery import Delivery
from signaling.handler import Handler
from signaling.messages import EndpointKind, ErrorCode, Role
from signaling.recording_messages import (
    Lacks,
    Marked,
    PlaceMark,
    Reason,
    Recording,
    SetRecording,
    SetTaping,
)
from signaling.state import Endpoint, RoomState
from signaling.takes import MAX_MARKS, MAX_TAKES, Mark, Take
from signaling.wire import Durable


def _set(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetRecording, now_s: float
) -> ErrorCode | None:
    person = state.participants[endpoint.participant]
    if not message.running:
        stop(state, delivery, "stopped", now_s=now_s, by=person.name)
        return None
    if person.role is not Role.TEACHER:
        return ErrorCode.NOT_ALLOWED
    if state.tape.state == "off":
        state.tape.by = person.name
        _ask(state, delivery, now_s)
    return None


def _mark(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: PlaceMark, now_s: float
) -> ErrorCode | None:
    person = state.participants[endpoint.participant]
    if person.role is Role.OBSERVER:
        return ErrorCode.NOT_ALLOWED
    take = state.tape.take
    if take is None:
        return ErrorCode.NO_SUCH_ITEM
    if len(take.marks) >= MAX_MARKS:
        return ErrorCode.NO_SPACE
    mark = Mark(len(take.marks) + 1, message.at_s, person.id, message.text.strip())
    take.marks.append(mark)
    told = Marked(take=take.id, n=mark.n, at_s=mark.at_s, name=person.name, text=mark.text)
    delivery.to_lesson(state, told)
    return None


def _set_taping(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: SetTaping, now_s: float
) -> ErrorCode | None:
    endpoint.tapes = message.able
    return None


def needed(state: RoomState) -> list[str]:
    """Who would be recorded: all in the lesson who are not there to watch."""
    inside = {endpoint.participant for endpoint in state.admitted_endpoints()}
    return sorted(each for each in inside if state.participants[each].role is not Role.OBSERVER)


def hold(state: RoomState, delivery: Delivery, now_s: float) -> None:
    """Bring recording into line with who is in the lesson; before anything else is said to anybody."""
    tape = state.tape
    if tape.state == "off":
        return
    inside = needed(state)
    if not any(state.participants[each].role is Role.TEACHER for each in inside):
        stop(state, delivery, "no_teacher", now_s=now_s)
    elif not set(inside) <= set(tape.asked) or (tape.state == "asking" and inside != tape.asked):
        _ask(state, delivery, now_s)


def answered(
    state: RoomState, delivery: Delivery, ask: int, lacking: Collection[str], *, now_s: float
) -> None:
    """What was found out about question ``ask``: who has not permitted. An older one's answer is void."""
    tape = state.tape
    if tape.state != "asking" or ask != tape.ask or tape.asked != needed(state):
        return
    missing = [each for each in tape.asked if each in lacking]
    if missing:
        stop(state, delivery, "lacking", now_s=now_s, by=tape.by, lacking=missing)
        return
    tape.state = "running"
    recorded = [each for each in tape.asked if _tapes(state, each)]
    tape.takes.append(Take(f"take{ask}", now_s + state.wall_offset_s, recorded))
    _tell(state, delivery)


def _tapes(state: RoomState, participant: str) -> bool:
    """Whether an end of theirs keeps their sound: native ones do, a page where its browser can."""
    return any(
        endpoint.participant == participant and (endpoint.tapes or endpoint.kind is not EndpointKind.PAGE)
        for endpoint in state.admitted_endpoints()
    )


def withdrawn(state: RoomState, delivery: Delivery, people: Iterable[str], *, now_s: float) -> None:
    """A permission has ended: so does what was begun on it."""
    gone = [each for each in people if each in state.tape.asked]
    if gone:
        stop(state, delivery, "withdrawn", now_s=now_s, lacking=gone)


def restarted(state: RoomState, delivery: Delivery, *, now_s: float) -> None:
    """The room was served by a process that is gone, and no end is connected: nothing goes on by itself."""
    if all(endpoint.link is None for endpoint in state.endpoints.values()):
        stop(state, delivery, "restart", now_s=now_s)


def stop(
    state: RoomState,
    delivery: Delivery,
    reason: Reason,
    *,
    now_s: float,
    by: str = "",
    lacking: Collection[str] = (),
) -> None:
    """Off, and everybody is told why."""
    tape = state.tape
    if tape.state == "off":
        return
    _end_take(state, now_s)
    tape.state, tape.reason, tape.by, tape.lacking = "off", reason, by, list(lacking)
    tape.asked = []
    _tell(state, delivery)


def greet(state: RoomState, delivery: Delivery, endpoint: Endpoint) -> None:
    """Tell one who comes in, or comes back, how it stands, where there is anything to tell."""
    if state.tape.state != "off" and endpoint.admitted:
        delivery.durable(endpoint, _told(state, endpoint))


def _ask(state: RoomState, delivery: Delivery, now_s: float) -> None:
    tape = state.tape
    if len(tape.takes) >= MAX_TAKES:
        tape.state = "asking"  # so that there is something to end
        stop(state, delivery, "full", now_s=now_s, by=tape.by)
        return
    _end_take(state, now_s)
    tape.state, tape.asked, tape.lacking, tape.ask = "asking", needed(state), [], state.number()
    _tell(state, delivery)


def _end_take(state: RoomState, now_s: float) -> None:
    if state.tape.take is not None:
        state.tape.take.ended_s = now_s + state.wall_offset_s


def _tell(state: RoomState, delivery: Delivery) -> None:
    for endpoint in state.admitted_endpoints():
        told = _told(state, endpoint)
        if endpoint.link is None:
            # It hears all that it missed in a row, and none of it may start what has ended since.
            pending = endpoint.outbox.pending
            pending[:] = [
                told.model_copy(update={"seq": each.seq}) if isinstance(each, Recording) else each
                for each in pending
            ]
        delivery.durable(endpoint, told)


def _told(state: RoomState, endpoint: Endpoint) -> Recording:
    tape, take = state.tape, state.tape.take
    lacking: tuple[Lacks, ...] = ()
    if state.participants[endpoint.participant].role is Role.TEACHER:
        known = [state.participants[each] for each in tape.lacking if each in state.participants]
        lacking = tuple(Lacks(participant=each.id, name=each.name) for each in known)
    return Recording(
        state=tape.state,
        reason=tape.reason if tape.state == "off" else "never",
        take=None if take is None else take.id,
        recorded=() if take is None else tuple(take.recorded),
        by=tape.by,
        lacking=lacking,
    )


HANDLERS: dict[type[Durable], Handler] = {SetRecording: _set, PlaceMark: _mark, SetTaping: _set_taping}
