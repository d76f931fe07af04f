"""Take somebody out of a lesson room that nobody is in: as if they had never been there.

The lesson must be over (see `in_use`): of a room that people are in, copies travel and come back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from signaling.messages import Admission
from signaling.papers import Papers
from signaling.state import STALE_S, RoomState
from signaling.takes import Tape
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
    """Take a person out of `state`; return the scores and demonstrations whose files have to go.

    Whatever was said and not yet delivered goes for everybody: nobody waits for it in a lesson that is over.
    """
    empty(state)
    for participant in who.participants:
        state.participants.pop(participant, None)
    for take in state.tape.takes:
        take.recorded = [each for each in take.recorded if each not in who.participants]
        take.marks = [] if who.pupil else take.marks  # what is said of a moment is about the pupil
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
    tape = state.tape
    if tape.take is not None:
        tape.take.ended_s = state.touched_wall_s
    state.tape = Tape(takes=tape.takes)


def rename(state: RoomState, participants: Collection[str], names: Collection[str], alias: str) -> None:
    """Let an alias stand for a person in `state`; whoever is in the room has to come in anew."""
    empty(state)
    for participant in participants:
        if participant in state.participants:
            state.participants[participant].name = alias
    _replace_names(state, participants, names, alias)


def _clear_table(state: RoomState) -> list[str]:
    papers = state.papers
    gone = [*papers.scores, *papers.played()]
    papers.notes.clear()
    papers.scores.clear()
    papers.ops.clear()
    papers.place = None
    papers.readers.clear()
    return gone


def _clear_own(state: RoomState, who: Left) -> list[str]:
    """Of a lesson with others: a pupil's own lines, scores and marks go; of anybody, the name goes."""
    papers = state.papers
    gone = _silence(papers, who.participants)
    if who.pupil:
        papers.notes = {n: v for n, v in papers.notes.items() if v.participant not in who.participants}
        laid = [n for n, score in papers.scores.items() if score.participant in who.participants]
        gone += laid
        for name in laid:
            del papers.scores[name]
        papers.ops = [
            op for op in papers.ops if op.score not in gone and op.participant not in who.participants
        ]
    place = papers.place
    if place is not None and (place.place.score in gone or place.participant in who.participants):
        papers.place = None
    papers.readers = [each for each in papers.readers if each not in who.participants]
    _replace_names(state, who.participants, who.names, NOBODY)
    return gone


def _silence(papers: Papers, participants: Collection[str]) -> list[str]:
    """Take away what somebody played for the others; the words beside it stay."""
    gone = [name for name, played in papers.played().items() if played.participant in participants]
    for key, view in papers.notes.items():
        played = view.note.demonstration
        if played is not None and played.id in gone:
            papers.notes[key] = view.model_copy(
                update={"note": view.note.model_copy(update={"demonstration": None})}
            )
    return gone


def _replace_names(state: RoomState, participants: Collection[str], names: Collection[str], by: str) -> None:
    """Put something else for a name in what is written, whoever wrote it."""
    papers = state.papers
    for marked in (mark for take in state.tape.takes for mark in take.marks):
        marked.text = without(marked.text, names, by, 80)
    if state.lesson.teacher in names:
        state.lesson = state.lesson.model_copy(update={"teacher": by})
    for person in state.participants.values():
        person.word = without(person.word, names, by, 200)
    for key, view in papers.notes.items():
        played = view.note.demonstration
        if played is not None:
            played = played.model_copy(update={"text": without(played.text, names, by, 200)})
        changed = {"text": without(view.note.text, names, by, 1000), "demonstration": played}
        note = view.note.model_copy(update=changed)
        name = by if view.participant in participants else view.name
        papers.notes[key] = view.model_copy(update={"note": note, "name": name})
    for key, score in papers.scores.items():
        called = score.score.model_copy(update={"name": without(score.score.name, names, by, 120)})
        papers.scores[key] = score.model_copy(update={"score": called})
    for index, op in enumerate(papers.ops):
        if op.mark is not None and op.mark.shape == "text":
            mark = op.mark.model_copy(update={"text": without(op.mark.text, names, by, 200)})
            papers.ops[index] = op.model_copy(update={"mark": mark})


def without(text: str, names: Iterable[str], by: str, most: int) -> str:
    """Take names out of a text, whole or only the first or the last: longest first, never within a word."""
    called = {part for name in names for part in (name, *name.split()) if len(part) > 1}
    for part in sorted(called, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", lambda _: by, text, flags=re.IGNORECASE)
    return text[:most]  # the state must be readable again
