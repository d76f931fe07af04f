import pytest

from signaling.messages import ErrorCode, Role
from signaling.paper_messages import Demonstration, Note, NoteRemoved, Notes, RemoveNote, WriteNote
from signaling.papers import MAX_NOTES
from tests.signaling.table import homework, last_error, note
from tests.signaling.world import Device, lesson


def lines(device: Device) -> dict[str, Note]:
    found = {view.note.id: view.note for message in device.got(Notes) for view in message.notes}
    for gone in device.got(NoteRemoved):
        found.pop(gone.note, None)
    return found


def test_a_note_of_either_is_there_for_both_with_its_writer_and_time() -> None:
    world, teacher, pupil = lesson()
    teacher.send(WriteNote(note=note("a", "long bows")))
    pupil.send(WriteNote(note=note("b", "ask about bar 12")))
    world.settle()
    assert lines(teacher) == lines(pupil) == {"a": note("a", "long bows"), "b": note("b", "ask about bar 12")}
    view = teacher.got(Notes)[-1].notes[0]
    assert (view.name, view.at_s) == ("Pupil", 1_800_000_000.0 + world.now_s - 100.0)


def test_the_last_word_on_a_line_holds() -> None:
    world, teacher, pupil = lesson()
    pupil.send(WriteNote(note=note("a", "bar 12")))
    world.settle()
    teacher.send(WriteNote(note=note("a", "bar 21")))
    world.settle()
    assert lines(pupil)["a"].text == "bar 21"


def test_a_pupil_ticks_homework_and_the_line_stays_the_teachers() -> None:
    world, teacher, pupil = lesson()
    teacher.send(WriteNote(note=homework("h", "scales in G")))
    world.settle()
    pupil.send(WriteNote(note=homework("h", "scales in G", done=True)))
    world.settle()
    assert lines(teacher)["h"].done
    assert teacher.got(Notes)[-1].notes[0].participant == "teacher"


@pytest.mark.parametrize(
    "message",
    [
        WriteNote(note=homework("new", "no homework")),
        WriteNote(note=homework("h", "less of it")),
        WriteNote(note=note("h", "scales in G")),
        WriteNote(note=note("t", "what the teacher said")),
        RemoveNote(note="h"),
        RemoveNote(note="t"),
    ],
)
def test_a_pupil_does_not_change_what_the_teacher_wrote(message: WriteNote | RemoveNote) -> None:
    world, teacher, pupil = lesson()
    teacher.send(WriteNote(note=homework("h", "scales in G")))
    teacher.send(WriteNote(note=note("t", "elbow low")))
    world.settle()
    before = lines(teacher)
    pupil.send(message)
    world.settle()
    assert last_error(pupil) is ErrorCode.NOT_ALLOWED
    assert lines(teacher) == before


def test_an_own_note_can_be_removed_and_a_teacher_removes_any() -> None:
    world, teacher, pupil = lesson()
    for name in ("mine", "silly"):
        pupil.send(WriteNote(note=note(name, name)))
    pupil.send(RemoveNote(note="mine"))
    world.settle()
    teacher.send(RemoveNote(note="silly"))
    world.settle()
    assert lines(teacher) == lines(pupil) == {}
    teacher.send(RemoveNote(note="silly"))
    world.settle()
    assert last_error(teacher) is ErrorCode.NO_SUCH_ITEM


def test_an_observer_reads_and_writes_nothing() -> None:
    world, teacher, _ = lesson()
    teacher.send(WriteNote(note=note("a", "long bows")))
    observer = world.device("olle", Role.OBSERVER)
    observer.connect()
    world.settle()
    assert not observer.got(Notes), "while waiting"
    world.admit(teacher, "olle")
    assert lines(observer) == {"a": note("a", "long bows")}
    observer.send(WriteNote(note=note("o", "hm")))
    observer.send(RemoveNote(note="a"))
    world.settle()
    assert last_error(observer) is ErrorCode.NOT_ALLOWED
    assert set(lines(teacher)) == {"a"}


def test_there_is_an_end_to_notes() -> None:
    world, teacher, _ = lesson()
    for number in range(MAX_NOTES + 1):
        teacher.send(WriteNote(note=note(f"n{number}", "x")))
    world.settle()
    assert last_error(teacher) is ErrorCode.NO_SPACE
    assert len(lines(teacher)) == MAX_NOTES


def test_notes_outlive_the_last_to_leave_and_a_killed_server() -> None:
    world, teacher, pupil = lesson()
    teacher.send(WriteNote(note=homework("h", "scales in G")))
    world.settle()
    for device in (teacher, pupil):
        device.cut()
    world.later(61.0)
    assert world.room.empty
    world.kill()
    again = world.device("teacher", Role.TEACHER)
    again.connect()
    world.settle()
    assert lines(again) == {"h": homework("h", "scales in G")}


def played(note: Note, who: str, text: str = "slow") -> Note:
    heard = Demonstration(id="0" * 32, participant=who, seconds=4.0, text=text)
    return note.model_copy(update={"demonstration": heard})


def test_what_a_teacher_plays_lies_beside_the_homework_whatever_the_pupil_ticks() -> None:
    world, teacher, pupil = lesson()
    line = played(homework("h", "scales in G"), "teacher")
    teacher.send(WriteNote(note=line))
    world.settle()
    pupil.send(WriteNote(note=line.model_copy(update={"done": True})))
    world.settle()
    assert lines(teacher)["h"] == lines(pupil)["h"] == line.model_copy(update={"done": True})
    pupil.send(WriteNote(note=homework("h", "scales in G", done=True)))
    world.settle()
    assert last_error(pupil) is ErrorCode.NOT_ALLOWED
    assert lines(pupil)["h"].demonstration == line.demonstration


def test_nobody_lays_down_what_somebody_else_played_nor_beside_notes() -> None:
    world, teacher, pupil = lesson()
    teacher.send(WriteNote(note=played(homework("h", "scales in G"), "pupil")))
    world.settle()
    assert last_error(teacher) is ErrorCode.NOT_ALLOWED
    teacher.send(WriteNote(note=played(note("n", "elbow low"), "teacher")))
    pupil.send(WriteNote(note=played(note("m", "bar 12"), "pupil")))
    world.settle()
    assert last_error(teacher) is last_error(pupil) is ErrorCode.NOT_ALLOWED
    assert lines(teacher) == {}
