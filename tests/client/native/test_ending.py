import pytest

from client.native.ending import judge
from client.native.errors import InviteError, RoomError
from signaling.messages import ErrorCode


@pytest.mark.parametrize("code", [None, ErrorCode.LEFT, ErrorCode.REMOVED, ErrorCode.REPLACED])
def test_a_lesson_that_simply_ended_is_no_error(code: ErrorCode | None) -> None:
    judge(code, "You have left.")


def test_a_bad_invite_and_a_full_room_are_told_in_the_rooms_words() -> None:
    with pytest.raises(InviteError, match=r"Too old\."):
        judge(ErrorCode.TOKEN_EXPIRED, "Too old.")
    with pytest.raises(RoomError, match=r"The lesson is full\."):
        judge(ErrorCode.LESSON_FULL, "The lesson is full.")
