"""Notes, homework and score of one lesson, as plain data with their limits.

They belong to the lesson and stay when everybody has left, unlike the chat: the pupil practises from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from signaling.paper_messages import (
    Demonstration,
    DurablePaper,
    Marks,
    Notes,
    NoteView,
    Op,
    Placed,
    ScoreRules,
    Scores,
    ScoreView,
)

MAX_NOTES = 200
MAX_SCORES = 12
MAX_OPS = 2000
MAX_OPS_BYTES = 256 * 1024
BATCH_BYTES = 20 * 1024
OP_BYTES = 150  # an op without its points, text and ids, about

V = TypeVar("V", bound=BaseModel)


@dataclass(slots=True)
class Papers:
    """Everything on the table; `ops` in the order in which the room took them, numbers rising.

    `readers` are the pupils whose table it is: those who sat at it together last.
    """

    notes: dict[str, NoteView] = field(default_factory=dict)
    scores: dict[str, ScoreView] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    ops_count: int = 0
    place: Placed | None = None
    rules: ScoreRules = field(default_factory=lambda: ScoreRules(follow=True, draw=True))
    readers: list[str] = field(default_factory=list)

    def told(self) -> Iterator[DurablePaper]:
        """All of it, as an endpoint that comes in is told: in messages of a size that travels."""
        yield self.rules
        for notes in batches(list(self.notes.values())):
            yield Notes(notes=tuple(notes))
        if not self.scores:
            return
        yield self.listed()
        for ops in batches(self.ops):
            yield Marks(ops=tuple(ops))
        if self.place is not None:
            yield self.place

    def listed(self) -> Scores:
        """The scores on the table."""
        return Scores(scores=tuple(self.scores.values()))

    def played(self) -> dict[str, Demonstration]:
        """What was played for the homework, each by its file."""
        found = (view.note.demonstration for view in self.notes.values())
        return {each.id: each for each in found if each is not None}

    def visible(self, score: str) -> dict[str, Op]:
        """The marks one sees, each by its id with the step that drew it."""
        standing = [op for op in self.ops if op.score == score and not op.undone]
        gone = {mark for op in standing for mark in op.erased}
        return {op.mark.id: op for op in standing if op.mark is not None and op.mark.id not in gone}

    def has_space(self, op: Op) -> bool:
        """Whether one more step fits; steps that only undo could bring back give way first."""
        if self._fits(op):
            return True
        shown = {id(seen) for score in self.scores for seen in self.visible(score).values()}
        self.ops = [known for known in self.ops if id(known) in shown]
        return self._fits(op)

    def _fits(self, op: Op) -> bool:
        return len(self.ops) < MAX_OPS and sum(map(op_bytes, self.ops)) + op_bytes(op) <= MAX_OPS_BYTES


def op_bytes(op: Op) -> int:
    """About what a step takes in a message and in the store."""
    drawn = 0 if op.mark is None else len(op.mark.points) + 4 * len(op.mark.text)
    return OP_BYTES + drawn + sum(len(mark) + 3 for mark in op.erased)


def batches(items: Sequence[V]) -> Iterator[list[V]]:
    """The same in the same order, in parts of at most about `BATCH_BYTES` of JSON."""
    part: list[V] = []
    size = 0
    for item in items:
        bytes_ = len(item.model_dump_json().encode())
        if part and size + bytes_ > BATCH_BYTES:
            yield part
            part, size = [], 0
        part.append(item)
        size += bytes_
    if part:
        yield part
