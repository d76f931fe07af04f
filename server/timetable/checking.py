"""Whether what is to be planned meets what is planned: the question, and the answer in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from server.lessons import plan_repository
from server.lessons import repository as lessons
from server.lessons.repository import Lesson
from server.people.repository import Person
from server.privacy.protection import shown
from server.timetable import busy, frame, repository
from server.timetable.conflicts import Clash, Engagement, clashes
from server.timetable.errors import ConflictsError
from server.timetable.repository import Occurrence
from server.timetable.schemas import ConflictOut, Side
from server.timetable.wall import utc
from signaling.messages import Role


async def check(
    connection: AsyncConnection,
    municipality_id: str,
    wanted: Sequence[Occurrence],
    teachers: Iterable[Person],
    pupils: Sequence[Person],
    *,
    host: Person | None = None,
    but: Sequence[str] = (),
) -> None:
    """Raise ConflictsError where somebody, or a place, would be in two at once.

    Parameters
    ----------
    wanted : Sequence[Occurrence]
        As they shall be, all with these pupils.
    host : Person or None
        Who sits beside them.
    but : Sequence[str]
        The occurrences they take the place of.
    """
    if not wanted:
        return
    beside = [] if host is None else [host]
    people = {one.id: one for one in (*teachers, *pupils, *beside)}
    keys = await busy.same_people(connection, people)
    places = sorted({one.place_id for one in wanted if one.place_id is not None})
    found = await busy.taken(
        connection,
        keys,
        places,
        from_s=min(one.begins_s for one in wanted),
        to_s=max(one.ends_s for one in wanted),
        but=[*but, *(one.id for one in wanted)],
    )
    asked = [
        Engagement(one.begins_s, one.ends_s, subject, one.id)
        for one in wanted
        for subject in {
            keys[one.teacher_id],
            *(keys[each.id] for each in (*pupils, *beside)),
            *([one.place_id] if one.place_id else []),
        }
    ]
    met = clashes(asked, [one.engagement for one in found])
    if met:
        said = _Said(municipality_id, wanted=wanted, people=people, pupils=pupils, keys=keys, found=found)
        raise ConflictsError([await said.conflict(connection, one) for one in met[:20]])


async def check_once(
    connection: AsyncConnection,
    lesson: Lesson,
    teacher: Person,
    pupils: Sequence[Person],
    *,
    host: Person | None,
    what: str,
) -> None:
    """Raise ConflictsError where somebody would be in two at once for a lesson outside the timetable.

    ``what`` is what it is called where none of its pupils is one of the municipality's people.
    """
    assert lesson.municipality_id is not None
    assert lesson.begins_s is not None
    ends_s = lesson.begins_s + (lesson.minutes or 0) * 60
    wanted = Occurrence(
        lesson.id,
        lesson.municipality_id,
        None,
        None,
        "UTC",
        lesson.begins_s,
        ends_s,
        teacher.id,
        None,
        what,
        None,
    )
    await check(connection, lesson.municipality_id, [wanted], [teacher], pupils, host=host)


class _Said:
    """Puts clashes into words. Of another municipality's lessons it says that they are, and nothing more."""

    def __init__(
        self,
        municipality_id: str,
        *,
        wanted: Sequence[Occurrence],
        people: dict[str, Person],
        pupils: Sequence[Person],
        keys: dict[str, str],
        found: Sequence[busy.Taken],
    ) -> None:
        self._municipality_id = municipality_id
        self._wanted = {one.id: one for one in wanted}
        self._people = people
        self._pupils = pupils
        self._names = {keys[one.id]: shown(one.name, one.protected) for one in people.values()}
        self._found = {one.engagement.of: one for one in found}

    async def conflict(self, connection: AsyncConnection, clash: Clash) -> ConflictOut:
        subject = clash.wanted.subject
        who = self._names.get(subject)
        if who is None:
            who = (await frame.known_place(connection, self._municipality_id, subject)).name
        return ConflictOut(
            who=who,
            is_place=subject not in self._names,
            wanted=self._side(self._wanted[clash.wanted.of]),
            taken=await self._taken(connection, clash.taken),
        )

    def _side(self, one: Occurrence) -> Side:
        teacher = self._people[one.teacher_id]
        names = [shown(each.name, each.protected) for each in self._pupils]
        return Side(
            teacher=shown(teacher.name, teacher.protected),
            subject=", ".join(names[:4]) or one.instrument,
            begins_at=utc(one.begins_s),
            minutes=one.minutes,
        )

    async def _taken(self, connection: AsyncConnection, taken: Engagement) -> Side | None:
        if taken.of in self._wanted:  # a series that meets itself
            return self._side(self._wanted[taken.of])
        other = self._found[taken.of]
        if other.municipality != self._municipality_id:
            return None
        minutes = round((taken.ends_s - taken.begins_s) / 60)
        if other.occurrence is not None:
            (one,) = await repository.listed(connection, [other.occurrence])
            learn = (await repository.pupils_of(connection, [other.occurrence]))[other.occurrence]
            names = [shown(name, protected) for _, name, protected in learn]
            subject = ", ".join(names[:4]) or one.occurrence.instrument
            return Side(
                teacher=shown(*one.teacher), subject=subject, begins_at=utc(taken.begins_s), minutes=minutes
            )
        lesson = await lessons.find_lesson(connection, taken.of)
        assert lesson is not None
        invited = (await plan_repository.invites_of(connection, [taken.of]))[taken.of]
        names = [shown(one.name, one.protected) for one in invited if one.role is Role.PUPIL]
        return Side(
            teacher=lesson.teacher,
            subject=", ".join(names[:4]) or lesson.instrument,
            begins_at=utc(taken.begins_s),
            minutes=minutes,
        )
