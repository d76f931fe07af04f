"""What does not work about a timetable, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.errors import ServerError

if TYPE_CHECKING:
    from server.timetable.schemas import ConflictOut

SHOWN = 20


class ConflictsError(ServerError):
    """Somebody, or a place, would be in two lessons at once; nothing was planned."""

    def __init__(self, conflicts: Sequence[ConflictOut]) -> None:
        first = conflicts[0]
        met = "another lesson" if first.taken is None else f"{first.taken.subject} ({first.taken.teacher})"
        super().__init__(
            f"{first.who} is taken at {first.wanted.begins_at.isoformat()} by {met}; "
            f"{len(conflicts)} conflicts in all.",
            "Choose another time, place or teacher.",
        )
        self.conflicts = list(conflicts[:SHOWN])


class OtherWeekError(ServerError):
    """A series stays in its weeks; one time of it may go anywhere."""

    def __init__(self) -> None:
        super().__init__(
            "A series can be moved within the week alone.", "Move this one time, or begin a new series."
        )


class BegunError(ServerError):
    """What has begun, or was called off, is changed no more."""

    def __init__(self) -> None:
        super().__init__("This lesson has begun or was called off.", "Choose one to come.")


class NowhereError(ServerError):
    """More people than a lesson room holds, and nowhere for them to meet."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"More than {most} people, the teacher among them, need a place.",
            "Choose a place for it first, or fewer pupils.",
        )


class EmptySeriesError(ServerError):
    """A series all of whose days are over or free."""

    def __init__(self) -> None:
        super().__init__(
            "None of these days can be taught.", "They are over, or holidays. Choose later ones."
        )


class TooManyFeedsError(ServerError):
    """An account has as many calendar addresses as one may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} calendar addresses.", "Take one away first.")
