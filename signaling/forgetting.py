"""Take somebody out of a lesson room that nobody is in: as if they had never been there.

The lesson must be over (see `in_use`): of a room that people are in, copies travel and come back.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from signaling.messages import Admission
from signaling.state import STALE_S, RoomState
from signaling.toolstate import Tools

NOBODY = "–"


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who is to be forgotten: how the lesson knew them, and whether the lesson was about them.

    Attributes
    ----------
    participants : Collection of str
        Their participant ids in this lesson.
    names : Collection of str
        What they were called; taken out of others' words too.
    pupil : bool
        The lesson was theirs: what others wrote in it was about them.
    alone : bool
        No other pupil had part in it.
    """

    participants: Collection[str]
    names: Collection[str]
    pupil: bool
    alone: bool


def in_use(state: RoomState, *, wall_s: float) -> bool:
    """Whether anybody is in the room, or may come back to it; `wall_s` is unix time."""
    return bool(state.endpoints) and wall_s - state.touched_wall_s <= STALE_S


def forget(state: RoomState, who: Left) -> list[str]:
    """Take a person out of `state`; return the scores whose files have to go.

    Whatever was said and not yet delivered goes for everybody: nobody waits for it in a lesson that is over.
    """
    empty(state)
    for participant in who.participants:
        state.participants.pop(participant, None)
    state.lesson = state.lesson.model_copy(update={"teacher": _without(state.lesson.teacher, who.names)})
    for person in state.participants.values():
        person.word = _without(person.word, who.names)
    if who.pupil and who.alone:
        return _clear_table(state)
    return _clear_own(state, who)


def empty(state: RoomState) -> None:
    """Let go of all that belongs to people being there: devices, chat, tools, what is on its way."""
    for person in list(state.participants.values()):
        if person.admission in {Admission.WAITING, Admission.ADMITTED}:
            del state.participants[person.id]
    state.endpoints.clear()
    state.connections.clear()
    state.partings.clear()
    state.chat.clear()
    state.tools = Tools()


def _clear_table(state: RoomState) -> list[str]:
    papers = state.papers
    gone = list(papers.scores)
    papers.notes.clear()
    papers.scores.clear()
    papers.ops.clear()
    papers.place = None
    return gone


def _clear_own(state: RoomState, who: Left) -> list[str]:
    papers = state.papers
    for name, view in list(papers.notes.items()):
        own = view.participant in who.participants
        if own and who.pupil:
            del papers.notes[name]
            continue
        text = _without(view.note.text, who.names)
        papers.notes[name] = view.model_copy(
            update={
                "note": view.note.model_copy(update={"text": text}),
                "name": NOBODY if own else _without(view.name, who.names),
            }
        )
    gone = [
        name
        for name, score in papers.scores.items()
        if score.participant in who.participants and who.pupil
    ]
    for name in gone:
        del papers.scores[name]
    for name, score in list(papers.scores.items()):
        called = _without(score.score.name, who.names)
        papers.scores[name] = score.model_copy(
            update={"score": score.score.model_copy(update={"name": called})}
        )
    papers.ops = [
        op
        for op in papers.ops
        if op.score not in gone and not (who.pupil and op.participant in who.participants)
    ]
    for index, op in enumerate(papers.ops):
        if op.mark is not None and op.mark.shape == "text":
            words = _without(op.mark.text, who.names)
            papers.ops[index] = op.model_copy(update={"mark": op.mark.model_copy(update={"text": words})})
    if papers.place is not None and (
        papers.place.place.score in gone or papers.place.participant in who.participants
    ):
        papers.place = None
    return gone


def _without(text: str, names: Collection[str]) -> str:
    for name in names:
        if name.strip():
            text = re.sub(re.escape(name), NOBODY, text, flags=re.IGNORECASE)
    return text
