"""What the room's last word means to whoever joined."""

from __future__ import annotations

from client.native.errors import ClientError, InviteError, RoomError
from signaling.messages import ErrorCode

__all__ = ["error_of"]

_INVITE_CODES = {
    ErrorCode.TOKEN_INVALID,
    ErrorCode.TOKEN_EXPIRED,
    ErrorCode.INVITE_REVOKED,
    ErrorCode.LESSON_UNKNOWN,
}
_GOOD_CODES = (None, ErrorCode.LEFT, ErrorCode.REMOVED, ErrorCode.REPLACED)


def error_of(code: ErrorCode | None, text: str) -> ClientError | None:
    """The error that a goodbye is to tell; None where a lesson simply ended."""
    if code in _INVITE_CODES:
        return InviteError(text)
    return None if code in _GOOD_CODES else RoomError(text)
