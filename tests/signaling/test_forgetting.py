from __future__ import annotations

from signaling.forgetting import NOBODY, Left, forget, in_use, rename
from signaling.messages import Chat, Role
from signaling.paper_messages import (
    AddScore,
    Demonstration,
    Draw,
    Mark,
    Note,
    Place,
    Score,
    SetPlace,
    WriteNote,
)
from signaling.room import Room
from signaling.state import STALE_S, RoomState
from tests.signaling.world import Device, World

WALL_S = 1_800_000_000.0


def mark(name: str, score: str, text: str) -> Draw:
    return Draw(mark=Mark(id=name, score=score, page=1, shape="text", colour="red", points="1,1", text=text))


def room_of(*pupils: str) -> tuple[World, list[Device]]:
    """A teacher and pupils; everybody has said and written something with the names of the first pupil."""
    world = World()
    teacher = world.device("teacher", Role.TEACHER)
    teacher.connect()
    world.settle()
    devices = [teacher]
    for name in pupils:
        device = world.device(name)
        device.connect()
        world.settle()
        world.admit(teacher, name)
        devices.append(device)
    for device in devices:
        who = device.claims.participant
        device.send(Chat(text=f"{who} says Bo"))
        device.send(WriteNote(note=Note(id=f"n-{who}", list="notes", text=f"{who} on Bo and Bowing")))
        device.send(AddScore(score=Score(id=f"s-{who}", name=f"Bo by {who}", kind="pdf")))
        world.settle()
        device.send(mark(f"m-{who}", f"s-{who}", "for BO"))
        device.send(mark(f"t-{who}", "s-teacher", "bo"))
        world.settle()
    devices[1].send(SetPlace(place=Place(score="s-teacher", page=1)))
    world.settle()
    return world, devices


def forgotten(state: RoomState, *, pupil: bool = True, alone: bool = True) -> tuple[str, list[str]]:
    gone = forget(state, Left({"bo"}, {"Bo"}, pupil=pupil, alone=alone))
    text = Room(state).to_json()
    Room.from_json(text)
    return text, gone


def test_a_room_is_in_use_while_anybody_is_there_or_may_come_back() -> None:
    world, devices = room_of("bo")
    assert in_use(world.room.state, wall_s=WALL_S)
    for device in devices:
        device.cut()
    assert in_use(world.room.state, wall_s=WALL_S)
    assert not in_use(world.room.state, wall_s=WALL_S + 2 * STALE_S)
    world.later(61)
    assert not in_use(world.room.state, wall_s=WALL_S)


def test_of_a_pupil_who_was_alone_nothing_stays() -> None:
    world, _ = room_of("bo")
    text, gone = forgotten(world.room.state)
    assert sorted(gone) == ["s-bo", "s-teacher"]
    assert "bo" not in text.lower().replace("both", "").replace("follow", "")


def test_of_a_pupil_among_others_what_is_theirs_goes_and_their_name_out_of_the_rest() -> None:
    world, _ = room_of("bo", "ida")
    text, gone = forgotten(world.room.state, alone=False)
    papers = world.room.state.papers
    assert gone == ["s-bo"]
    assert {key: view.note.text for key, view in papers.notes.items()} == {
        "n-teacher": f"teacher on {NOBODY} and Bowing",
        "n-ida": f"ida on {NOBODY} and Bowing",
    }
    assert {view.score.name for view in papers.scores.values()} == {
        f"{NOBODY} by teacher",
        f"{NOBODY} by ida",
    }
    assert {op.mark.id for op in papers.ops if op.mark} == {"m-teacher", "t-teacher", "m-ida", "t-ida"}
    assert papers.place is None
    assert '"Bo"' not in text


def test_a_teachers_words_stay_without_their_name() -> None:
    world, _ = room_of("bo")
    state = world.room.state
    gone = forget(state, Left({"teacher"}, {"Teacher", "Anna"}, pupil=False, alone=True))
    view = state.papers.notes["n-teacher"]
    assert (gone, view.name, view.note.text) == ([], NOBODY, f"{NOBODY} on Bo and Bowing")
    assert state.lesson.teacher == NOBODY
    Room.from_json(Room(state).to_json())


def test_an_alias_takes_the_names_place_and_the_state_can_be_read_again() -> None:
    world, _ = room_of("bo")
    state = world.room.state
    alias = "A very long alias " * 4
    rename(state, {"bo"}, {"Bo"}, alias)
    again = Room.from_json(Room(state).to_json()).state
    assert again.papers.notes["n-bo"].name == alias
    assert "Bo " not in again.papers.notes["n-teacher"].note.text
    assert (again.chat, again.endpoints) == ([], {})


def test_what_a_forgotten_teacher_played_goes_and_the_line_beside_it_stays() -> None:
    world, (teacher, _) = room_of("bo")
    heard = Demonstration(id="0" * 32, participant="teacher", seconds=4.0, text="as Bo should")
    teacher.send(WriteNote(note=Note(id="h", list="homework", text="slowly", demonstration=heard)))
    world.settle()
    state = world.room.state
    before = Room(state).to_json()
    pupil = Room.from_json(before).state
    assert forget(pupil, Left({"ida"}, {"Bo"}, pupil=True, alone=False)) == []
    kept = pupil.papers.notes["h"].note.demonstration
    assert kept is not None and kept.text == f"as {NOBODY} should"
    assert forget(state, Left({"teacher"}, {"Anna"}, pupil=False, alone=True)) == [heard.id]
    note = state.papers.notes["h"].note
    assert (note.text, note.demonstration) == ("slowly", None)
