"""What each error code says to a person: what happened, what it means, what to do."""

from __future__ import annotations

from signaling.messages import Bye, Error, ErrorCode

TEXTS: dict[ErrorCode, str] = {
    ErrorCode.BAD_MESSAGE: "The message could not be read and was left out; the lesson goes on.",
    ErrorCode.TOO_LARGE: "The message is too large and was left out; send less at a time.",
    ErrorCode.TOO_FAST: "Too many messages at once; some were left out. Send fewer.",
    ErrorCode.VERSION: "This program and the server speak different versions. Reload the page or update.",
    ErrorCode.HELLO_FIRST: "The first message must be hello, within 10 seconds. Connect again.",
    ErrorCode.TOKEN_INVALID: "This invite does not open a lesson here. Ask your teacher for a new one.",
    ErrorCode.TOKEN_EXPIRED: "This invite has expired. Ask your teacher for a new one.",
    ErrorCode.INVITE_REVOKED: "This invite was withdrawn. Ask your teacher for a new one.",
    ErrorCode.LESSON_UNKNOWN: "This lesson no longer exists. Ask your teacher for a new invite.",
    ErrorCode.LESSON_FULL: "The lesson is full. Somebody has to leave before another can come in.",
    ErrorCode.REMOVED: "The teacher has ended your part in this lesson. They can let you in again.",
    ErrorCode.REFUSED: "The teacher cannot let you in just now. You may knock again.",
    ErrorCode.NOT_ADMITTED: "Please wait until the teacher lets you in.",
    ErrorCode.NOT_ALLOWED: "Only the teacher can do that.",
    ErrorCode.NO_SUCH_PARTICIPANT: "That person is not here any more.",
    ErrorCode.NO_SUCH_CONNECTION: "That connection is closed already; nothing needs to be done.",
    ErrorCode.NO_SUCH_ITEM: "That is not there any more; nothing was changed.",
    ErrorCode.NO_SPACE: "There is no room for more. Take something away first.",
    ErrorCode.GAP: "An earlier message is missing. Send again everything after the last acknowledged one.",
    ErrorCode.REPLACED: "The lesson was opened in another place and goes on there.",
    ErrorCode.SLOW: "The network could not keep up. Connecting again by itself.",
    ErrorCode.SERVER_ERROR: "The server has to start again. The lesson comes back by itself.",
    ErrorCode.LEFT: "You have left the lesson.",
    ErrorCode.OVER: "Your lesson is over for today. You may knock again.",
}

CLOSE_CODES: dict[ErrorCode, int] = {  # RFC 6455, 7.4.1; all others: 1008, policy violation
    ErrorCode.LEFT: 1000,
    ErrorCode.OVER: 1000,
    ErrorCode.TOO_LARGE: 1009,
    ErrorCode.SERVER_ERROR: 1012,
    ErrorCode.SLOW: 1013,
    ErrorCode.TOO_FAST: 1013,
}


def error(code: ErrorCode, *, seq: int | None = None, text: str | None = None) -> Error:
    """An error message with its standing text, or `text` where there is more to say."""
    return Error(code=code, text=text or TEXTS[code], seq=seq)


def bye(code: ErrorCode, *, retry: bool = False, text: str | None = None) -> Bye:
    """A last message with its standing text, or `text` where there is more to say."""
    return Bye(code=code, text=text or TEXTS[code], retry=retry)


def close_code(code: ErrorCode) -> int:
    """The WebSocket close code that goes with a bye."""
    return CLOSE_CODES.get(code, 1008)
