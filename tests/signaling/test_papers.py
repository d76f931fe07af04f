from signaling.outbox import MAX_PENDING
from signaling.paper_messages import Mark, Marks, Note, Op, Score, ScoreView, WriteNote
from signaling.papers import BATCH_BYTES, MAX_NOTES, MAX_OPS_BYTES, Papers, batches, op_bytes
from tests.signaling.table import SONATA, mark, table

LONG = " ".join(["1000,2000"] * 500)


def step(n: int, drawn: Mark | None = None, *erased: str, undone: bool = False) -> Op:
    return Op(n=n, participant="p", score="sonata", mark=drawn, erased=erased, undone=undone)


def papers(*ops: Op) -> Papers:
    return Papers(scores={"sonata": ScoreView(score=SONATA, participant="t")}, ops=list(ops))


def test_what_is_seen_is_what_stands_and_no_standing_step_erases() -> None:
    table_ = papers(
        step(1, mark("a")),
        step(2, mark("b")),
        step(3, mark("c"), undone=True),
        step(4, None, "a"),
        step(5, None, "b", undone=True),
    )
    assert list(table_.visible("sonata")) == ["b"]
    assert table_.visible("another") == {}


def test_when_full_unseen_steps_give_way_and_nothing_that_is_seen() -> None:
    table_ = papers()
    n = 0
    while table_._fits(step(n, mark(f"m{n}", points=LONG))):
        n += 1
        table_.ops.append(step(n, mark(f"m{n}", points=LONG)))
    seen = set(table_.visible("sonata"))
    assert not table_.has_space(step(n + 1, mark("x", points=LONG)))
    assert set(table_.visible("sonata")) == seen
    table_.ops.append(step(n + 1, None, "m1", "m2"))
    assert table_.has_space(step(n + 2, mark("x", points=LONG)))
    assert set(table_.visible("sonata")) == seen - {"m1", "m2"}
    assert sum(map(op_bytes, table_.ops)) <= MAX_OPS_BYTES


def test_a_full_table_is_told_in_messages_that_travel_and_that_an_outbox_holds() -> None:
    table_ = papers(*(step(n, mark(f"m{n}", points=LONG)) for n in range(50)))
    told = list(table_.told())
    assert len(told) < MAX_PENDING / 4
    for message in told:
        assert len(message.model_dump_json()) <= BATCH_BYTES + 8000
    assert [op for message in told if isinstance(message, Marks) for op in message.ops] == table_.ops


def test_batches_keep_everything_in_order() -> None:
    scores = [Score(id=f"s{n}", name="x" * 100, kind="pdf") for n in range(1000)]
    parts = list(batches(scores))
    assert len(parts) > 1
    assert [score for part in parts for score in part] == scores
    assert list(batches([])) == []


def test_a_full_lesson_is_resumed_by_a_page_loaded_anew() -> None:
    world, teacher, pupil = table()
    for number in range(MAX_NOTES):
        note = Note(id=f"n{number}", list="notes", text="å" * 1000)
        teacher.send(WriteNote(note=note))
    world.settle()
    pupil.cut()
    pupil.session._seen = 0
    pupil.heard.clear()
    pupil.connect()
    world.settle()
    assert len(world.room.state.papers.notes) == MAX_NOTES
    assert not world.room.state.endpoints["e2"].outbox.overflowed
