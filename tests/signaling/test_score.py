import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from signaling.messages import ClientMessage, EndpointKind, Error, ErrorCode, Role
from signaling.paper_messages import (
    AddScore,
    Draw,
    Erase,
    Mark,
    Marks,
    Place,
    Placed,
    RemoveScore,
    Score,
    ScoreRules,
    Scores,
    SetPlace,
    SetScoreRules,
    Undo,
)
from signaling.papers import MAX_SCORES
from signaling.room import Room
from tests.signaling.table import SONATA, draw, last_error, mark, seen, table
from tests.signaling.world import World, lesson


def test_a_mark_drawn_at_one_end_is_at_the_other() -> None:
    world, teacher, pupil = table()
    draw(world, teacher, "t1")
    draw(world, pupil, "p1")
    assert seen(teacher) == seen(pupil) == ["t1", "p1"]
    assert pupil.got(Marks)[0].ops[0].mark == mark("t1")


def test_undo_takes_back_ones_own_last_step_only() -> None:
    world, teacher, pupil = table()
    draw(world, teacher, "t1", "t2")
    draw(world, pupil, "p1")
    teacher.send(Undo(score="sonata"))
    world.settle()
    assert seen(teacher) == seen(pupil) == ["t1", "p1"]
    teacher.send(Undo(score="sonata"))
    teacher.send(Undo(score="sonata"))
    world.settle()
    assert seen(teacher) == seen(pupil) == ["p1"]
    assert last_error(teacher) is ErrorCode.NO_SUCH_ITEM


def test_what_was_taken_back_can_be_put_back_until_one_draws_again() -> None:
    world, teacher, pupil = table()
    draw(world, teacher, "t1", "t2", "t3")
    for redo in (False, False, True):
        teacher.send(Undo(score="sonata", redo=redo))
    world.settle()
    assert seen(pupil) == ["t1", "t2"]
    draw(world, pupil, "p1")
    teacher.send(Undo(score="sonata", redo=True))
    world.settle()
    assert seen(pupil) == ["t1", "t2", "t3", "p1"], "another's drawing takes nothing away"
    teacher.send(Undo(score="sonata"))
    draw(world, teacher, "t4")
    teacher.send(Undo(score="sonata", redo=True))
    world.settle()
    assert last_error(teacher) is ErrorCode.NO_SUCH_ITEM
    assert seen(pupil) == ["t1", "t2", "p1", "t4"]


def test_erasing_is_a_step_that_undo_takes_back() -> None:
    world, teacher, pupil = table()
    draw(world, pupil, "p1", "p2")
    teacher.send(Erase(score="sonata", marks=("p1", "p2", "nothing")))
    world.settle()
    assert seen(pupil) == []
    teacher.send(Undo(score="sonata"))
    world.settle()
    assert seen(pupil) == ["p1", "p2"]


def test_a_pupil_erases_ones_own_marks_only() -> None:
    world, teacher, pupil = table()
    draw(world, teacher, "t1")
    draw(world, pupil, "p1")
    pupil.send(Erase(score="sonata", marks=("t1",)))
    pupil.send(Erase(score="sonata", marks=("p1", "t1")))
    world.settle()
    assert last_error(pupil) is ErrorCode.NOT_ALLOWED
    pupil.send(Erase(score="sonata", marks=("p1",)))
    world.settle()
    assert seen(teacher) == ["t1"]
    pupil.send(Erase(score="sonata", marks=("p1",)))
    world.settle()
    assert last_error(pupil) is ErrorCode.NO_SUCH_ITEM


BY_ONE_WHO_DRAWS: list[ClientMessage] = [
    Draw(mark=mark("x")),
    Erase(score="sonata", marks=("p1",)),
    Undo(score="sonata"),
    SetPlace(place=Place(score="sonata", page=2)),
    AddScore(score=Score(id="other", name="x", kind="image")),
]


@pytest.mark.parametrize("message", BY_ONE_WHO_DRAWS)
def test_a_pupil_draws_unless_the_teacher_turned_it_off(message: ClientMessage) -> None:
    world, teacher, pupil = table()
    draw(world, pupil, "p1")
    teacher.send(SetScoreRules(follow=True, draw=False))
    world.settle()
    assert pupil.got(ScoreRules)[-1].draw is False
    before = world.room.state.papers.scores.copy(), list(world.room.state.papers.ops)
    pupil.send(message)
    world.settle()
    assert last_error(pupil) is ErrorCode.NOT_ALLOWED
    assert (world.room.state.papers.scores, world.room.state.papers.ops) == before
    teacher.send(SetScoreRules(follow=True, draw=True))
    world.settle()
    pupil.send(message)
    world.settle()
    assert len(pupil.got(Error)) == 1


@pytest.mark.parametrize("message", [RemoveScore(score="sonata"), SetScoreRules(follow=False, draw=True)])
def test_a_pupil_cannot_do_with_the_score_what_is_the_teachers(message: ClientMessage) -> None:
    world, _, pupil = table()
    pupil.send(message)
    world.settle()
    assert last_error(pupil) is ErrorCode.NOT_ALLOWED
    assert world.room.state.papers.scores


@pytest.mark.parametrize("message", BY_ONE_WHO_DRAWS)
def test_an_observer_watches_only(message: ClientMessage) -> None:
    world, teacher, _ = table()
    draw(world, teacher, "p1")
    observer = world.device("olle", Role.OBSERVER)
    observer.connect()
    world.settle()
    assert not observer.got(Marks), "while waiting"
    assert not observer.got(Scores), "while waiting"
    world.admit(teacher, "olle")
    assert seen(observer) == ["p1"]
    observer.send(message)
    world.settle()
    assert last_error(observer) is ErrorCode.NOT_ALLOWED
    assert seen(teacher) == ["p1"]


@pytest.mark.parametrize("message", BY_ONE_WHO_DRAWS)
def test_one_who_waits_cannot_touch_the_score(message: ClientMessage) -> None:
    world, teacher, _ = table()
    stranger = world.device("stranger")
    stranger.connect()
    stranger.send(message)
    world.settle()
    assert last_error(stranger) is ErrorCode.NOT_ADMITTED
    assert seen(teacher) == []


def test_a_removed_score_takes_its_marks_and_its_open_page_with_it() -> None:
    world, teacher, pupil = table()
    draw(world, teacher, "t1")
    teacher.send(SetPlace(place=Place(score="sonata", page=3, zoom=2, x=0.5, y=0.25)))
    world.settle()
    assert pupil.got(Placed)[-1].place.page == 3
    teacher.send(RemoveScore(score="sonata"))
    world.settle()
    assert pupil.got(Scores)[-1].scores == ()
    assert (world.room.state.papers.ops, world.room.state.papers.place) == ([], None)
    for message in (
        Draw(mark=mark("t2")),
        SetPlace(place=Place(score="sonata", page=1)),
        RemoveScore(score="sonata"),
    ):
        teacher.send(message)
    world.settle()
    assert [error.code for error in teacher.got(Error)] == [ErrorCode.NO_SUCH_ITEM] * 3


def test_a_score_laid_on_the_table_twice_lies_there_once_and_the_table_has_an_end() -> None:
    world, teacher, pupil = table()
    teacher.send(AddScore(score=SONATA))
    for number in range(MAX_SCORES):
        teacher.send(AddScore(score=Score(id=f"s{number}", name="x", kind="pdf")))
    world.settle()
    assert len(pupil.got(Scores)[-1].scores) == MAX_SCORES
    assert last_error(teacher) is ErrorCode.NO_SPACE


def test_a_mark_that_is_there_already_is_not_drawn_again() -> None:
    world, teacher, _ = table()
    draw(world, teacher, "t1", "t1")
    assert last_error(teacher) is ErrorCode.BAD_MESSAGE
    assert seen(teacher) == ["t1"]


def test_who_comes_back_anew_is_told_everything_once_and_a_companion_nothing() -> None:
    world, teacher, _ = table()
    draw(world, teacher, "t1", "t2")
    teacher.send(Undo(score="sonata"))
    teacher.send(SetPlace(place=Place(score="sonata", page=2)))
    world.settle()
    fresh = world.device("pupil")
    companion = world.device("pupil", kind=EndpointKind.COMPANION)
    for device in (fresh, companion):
        device.connect()
        world.settle()
    world.admit(teacher, "pupil")
    assert seen(fresh) == ["t1"]
    assert fresh.got(Placed)[-1].place.page == 2
    assert not companion.got(Marks)


@pytest.mark.parametrize(
    "points", ["", "1", "1,2,3", "-1,2", "1,2  3,4", "a,b", "1,2 ", "123456,1", "1,2 " * 2000]
)
def test_points_that_are_none_are_refused(points: str) -> None:
    with pytest.raises(ValidationError):
        Mark(id="m", score="s", page=1, shape="pen", colour="red", points=points)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["teacher", "pupil"]),
        st.sampled_from(["draw", "draw", "undo", "redo", "erase", "kill"]),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_is_drawn_erased_taken_back_and_killed_both_pages_and_the_room_see_the_same(
    steps: list[tuple[str, str]],
) -> None:
    world, teacher, pupil = table()
    devices = {"teacher": teacher, "pupil": pupil}
    for number, (who, what) in enumerate(steps):
        device = devices[who]
        visible = list(world.room.state.papers.visible("sonata"))
        if what == "kill":
            come_back(world)
        elif what == "draw":
            device.send(Draw(mark=mark(f"m{number}")))
        elif what == "erase" and visible:
            device.send(Erase(score="sonata", marks=(visible[0],)))
        elif what in ("undo", "redo"):
            device.send(Undo(score="sonata", redo=what == "redo"))
        world.settle()
    expected = list(world.room.state.papers.visible("sonata"))
    assert seen(teacher) == seen(pupil) == expected
    again = Room.from_json(world.room.to_json())
    assert again.state == world.room.state
    for device in devices.values():
        assert all(error.code is not ErrorCode.BAD_MESSAGE for error in device.got(Error))


def come_back(world: World) -> None:
    world.kill()
    for device in world.devices:
        device.connect()
        world.settle()


def test_without_a_score_nothing_but_the_rules_is_told() -> None:
    _, _, pupil = lesson()
    assert pupil.got(ScoreRules) == [ScoreRules(seq=pupil.got(ScoreRules)[0].seq, follow=True, draw=True)]
    assert not pupil.got(Scores)
