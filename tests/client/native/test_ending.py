from client.native.ending import error_of
from client.native.errors import InviteError, RoomError
from signaling.messages import ErrorCode


def test_a_lesson_that_simply_ended_is_no_error() -> None:
    assert error_of(None, "") is None
    assert error_of(ErrorCode.LEFT, "You have left.") is None


def test_a_bad_invite_and_a_full_room_are_told_in_the_rooms_words() -> None:
    assert isinstance(error_of(ErrorCode.TOKEN_EXPIRED, "Too old."), InviteError)
    error = error_of(ErrorCode.LESSON_FULL, "The lesson is full.")
    assert isinstance(error, RoomError)
    assert str(error) == "The lesson is full."
