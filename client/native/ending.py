"""What the room ended a session with may be an error of ours to tell."""

from __future__ import annotations

from client.native.errors import InviteError, RoomError
from signaling.messages import ErrorCode

__all__ = ["judge"]

_INVITE_CODES = {
    ErrorCode.TOKEN_INVALID,
    ErrorCode.TOKEN_EXPIRED,
    ErrorCode.INVITE_REVOKED,
    ErrorCode.LESSON_UNKNOWN,
}
_GOOD_CODES = (None, ErrorCode.LEFT, ErrorCode.REMOVED, ErrorCode.REPLACED)


def judge(code: ErrorCode | None, text: str) -> None:
    """Raise what a code means, with the room's text; an ordinary end is none.

    Raises
    ------
    InviteError
        The room does not know the invite (any more).
    RoomError
        The teacher has refused, the lesson is full.
    """
    if code in _INVITE_CODES:
        raise InviteError(text)
    if code not in _GOOD_CODES:
        raise RoomError(text)
