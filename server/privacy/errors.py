"""What cannot be done with somebody's data, and why."""

from __future__ import annotations

from server.errors import ServerError


class PersonUnknownError(ServerError):
    """There is no such person (any more)."""

    def __init__(self) -> None:
        super().__init__("There is no such person.", "They may have been erased; look at the list of people.")


class PermissionRefusedError(ServerError):
    """Whoever gives this permission cannot give it."""


class LessonLiveError(ServerError):
    """Somebody cannot be erased while they are in a lesson."""

    def __init__(self) -> None:
        super().__init__(
            "A lesson of theirs is under way.",
            "Wait until it is over, or ask for the erasure at its end.",
        )


class RetentionInvalidError(ServerError):
    """So many days are not allowed for this kind of data."""


class ExportRefusedError(ServerError):
    """An export would overwrite something."""
