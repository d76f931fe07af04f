from signaling.messages import LessonInfo, Media
from signaling.state import Connection, RoomState, state_json
from tests.signaling.world import lesson


def test_the_whole_state_goes_through_json() -> None:
    world, _, pupil = lesson()
    pupil.cut()
    state = world.room.state
    assert state_json.validate_json(state_json.dump_json(state)) == state


def test_numbers_are_never_used_twice() -> None:
    state = RoomState(LessonInfo(id="l", teacher="Anna"), 0.0)
    assert [state.number() for _ in range(3)] == [1, 2, 3]


def test_a_connection_knows_its_other_end() -> None:
    connection = Connection("c1", "e1", "e2", Media())
    assert [connection.other(end) for end in ("e1", "e2", "e3")] == ["e2", "e1", None]
