"""A lesson with a score on the table, and the marks one draws on it."""

from __future__ import annotations

from signaling.messages import Error, ErrorCode
from signaling.paper_messages import AddScore, Draw, Mark, Marks, Note, Op, Score
from tests.signaling.world import Device, World, lesson

SONATA = Score(id="sonata", name="Sonata.pdf", kind="pdf")


def mark(name: str, *, page: int = 1, points: str = "1,2 30,40") -> Mark:
    return Mark(id=name, score="sonata", page=page, shape="pen", colour="red", points=points)


def note(name: str, text: str, *, done: bool = False) -> Note:
    return Note(id=name, list="notes", text=text, done=done)


def homework(name: str, text: str, *, done: bool = False) -> Note:
    return Note(id=name, list="homework", text=text, done=done)


def table() -> tuple[World, Device, Device]:
    """A teacher and an admitted pupil with a score between them."""
    world, teacher, pupil = lesson()
    teacher.send(AddScore(score=SONATA))
    world.settle()
    return world, teacher, pupil


def draw(world: World, who: Device, *names: str) -> None:
    for name in names:
        who.send(Draw(mark=mark(name)))
    world.settle()


def seen(device: Device) -> list[str]:
    """The marks this page would show, folded from what it was told since it last started anew."""
    ops: dict[int, Op] = {}
    for message in device.got(Marks):
        ops |= {op.n: op for op in message.ops}
    standing = [op for _, op in sorted(ops.items()) if not op.undone]
    gone = {name for op in standing for name in op.erased}
    return [op.mark.id for op in standing if op.mark is not None and op.mark.id not in gone]


def last_error(device: Device) -> ErrorCode | None:
    errors = device.got(Error)
    return errors[-1].code if errors else None
