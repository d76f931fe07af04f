"""Nobody, and no room, in two lessons at once: rows of a table against what is planned, and each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from server.timetable import busy
from server.timetable.conflicts import Engagement


class Times:
    """Who and which rooms are engaged when.

    What is planned is asked each time; what the rows of this table took is kept here, as a dry run takes back
    from the database what each part of a file has written.
    """

    def __init__(self) -> None:
        self._settled: set[str] = set()
        self._taken: dict[str, list[Engagement]] = defaultdict(list)

    async def wanted(
        self,
        connection: AsyncConnection,
        lesson_id: str,
        people: Iterable[str],
        place: str | None,
        *,
        begins_s: float,
        ends_s: float,
    ) -> list[Engagement] | None:
        """Return what a lesson takes of people and place; None: one of them is engaged already."""
        places = [] if place is None else [place]
        keys = await busy.same_people(connection, people)
        planned = await busy.taken(connection, keys, places, from_s=begins_s, to_s=ends_s, but=[])
        if any(one.lesson != lesson_id and one.lesson not in self._settled for one in planned):
            return None
        subjects = {*keys.values(), *places}
        for subject in subjects:
            if any(one.begins_s < ends_s and begins_s < one.ends_s for one in self._taken[subject]):
                return None
        return [Engagement(begins_s, ends_s, subject, lesson_id) for subject in subjects]

    def take(self, lesson_id: str, engagements: Iterable[Engagement]) -> None:
        """A row was taken in: its lesson is where this table says, and no longer where it was."""
        self._settled.add(lesson_id)
        for one in engagements:
            self._taken[one.subject].append(one)
