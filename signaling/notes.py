"""Lesson notes and homework: lines that both read and write, line by line, the last word holding.

Notes are everyone's, though a pupil changes only one's own lines. Homework is the teacher's; the
pupil ticks what is done. A demonstration is laid beside it by whoever played it, nobody else.
"""

from __future__ import annotations

from signaling.delivery import Delivery
from signaling.handler import Handler
from signaling.messages import ErrorCode, Role
from signaling.paper_messages import Note, NoteRemoved, Notes, NoteView, RemoveNote, WriteNote
from signaling.papers import MAX_NOTES
from signaling.state import Endpoint, RoomState
from signaling.wire import Durable


def _may(role: Role, who: str, before: NoteView | None, after: Note | None) -> bool:
    if role is Role.TEACHER:
        return True
    if role is Role.OBSERVER:
        return False
    if before is None:
        return after is not None and after.list == "notes"
    if before.note.list == "homework":
        return after is not None and after.model_copy(update={"done": before.note.done}) == before.note
    return before.participant == who and (after is None or after.list == "notes")


def _plays(who: str, before: NoteView | None, after: Note) -> bool:
    """Whether what is to be heard goes with homework, and was there before or is the writer's own playing."""
    heard = after.demonstration
    known = None if before is None else before.note.demonstration
    return heard is None or (after.list == "homework" and (heard == known or heard.participant == who))


def _write(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: WriteNote, now_s: float
) -> ErrorCode | None:
    person = state.participants[endpoint.participant]
    notes, note = state.papers.notes, message.note
    before = notes.get(note.id)
    if not (_may(person.role, person.id, before, note) and _plays(person.id, before, note)):
        return ErrorCode.NOT_ALLOWED
    if before is None and len(notes) >= MAX_NOTES:
        return ErrorCode.NO_SPACE
    if before is not None and before.note.model_copy(update={"done": note.done}) == note:
        view = before.model_copy(update={"note": note})  # a tick is not writing: the line stays its writer's
    else:
        at_s = now_s + state.wall_offset_s
        view = NoteView(note=note, participant=person.id, name=person.name, at_s=at_s)
    notes[note.id] = view
    delivery.to_pages(state, Notes(notes=(view,)))
    return None


def _remove(
    state: RoomState, delivery: Delivery, endpoint: Endpoint, message: RemoveNote, now_s: float
) -> ErrorCode | None:
    person = state.participants[endpoint.participant]
    before = state.papers.notes.get(message.note)
    if person.role is Role.OBSERVER:
        return ErrorCode.NOT_ALLOWED
    if before is None:
        return ErrorCode.NO_SUCH_ITEM
    if not _may(person.role, person.id, before, None):
        return ErrorCode.NOT_ALLOWED
    del state.papers.notes[message.note]
    delivery.to_pages(state, NoteRemoved(note=message.note))
    return None


HANDLERS: dict[type[Durable], Handler] = {WriteNote: _write, RemoveNote: _remove}
