"""Letters the day before: for whoever asked, in their language, of each time once.

That somebody was reminded is stored before the letter goes. If the server dies in between, or the mail server
refuses, a letter is missing; none comes twice, from however many nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.schemas import Locale
from server.again import again_and_again
from server.db import Database
from server.db.tables import account, guardian, lesson_host, membership
from server.db.timetable_tables import occurrence as occurrences
from server.db.timetable_tables import occurrence_pupil as pupils
from server.db.timetable_tables import reminder as reminders
from server.db.timetable_tables import reminder_wish as wishes
from server.lessons import plan_repository
from server.lessons.service import Lessons
from server.privacy.protection import shown
from server.timetable import repository
from server.timetable.calendar import first_name, summary
from server.timetable.reminder_letters import reminder_letter
from server.timetable.repository import Listed
from server.timetable.wall import day_of
from signaling.messages import Role

#: From this hour on letters tell of the next day.
HOUR = 16
EVERY_S = 600.0
FIRST_S = 60.0
#: Longer than from HOUR to the end of the next day, on the longest day there is.
AHEAD_S = 36 * 3600.0
Post = Callable[[EmailMessage], Awaitable[bool]]


def due(begins_s: float, zone: str, now_s: float) -> bool:
    """Whether it is the evening before, by the clock where it takes place."""
    here = datetime.fromtimestamp(now_s, ZoneInfo(zone))
    return here.hour >= HOUR and day_of(begins_s, zone) == here.date() + timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """Somebody who is to be told of a time; ``person`` is who they, or their child, are in it.

    ``beside``: they sit beside whoever learns there.
    """

    account: str
    email: str
    language: Locale
    occurrence: str
    person: str
    teaches: bool
    beside: bool = False


class Reminders:
    """Who wants letters, and the job that writes them.

    Parameters
    ----------
    database : Database
    lessons : Lessons
        Writes invites' addresses.
    origin : str
        Where this server's pages are.
    now_s : Callable[[], float]
        Seconds since 1970.
    post : Callable or None
        Sends a letter; None where the server has no mail.
    """

    def __init__(
        self,
        database: Database,
        lessons: Lessons,
        origin: str,
        now_s: Callable[[], float],
        *,
        post: Post | None,
    ) -> None:
        self._database = database
        self._lessons = lessons
        self._origin = origin
        self._now_s = now_s
        self._post = post

    async def language(self, account_id: str) -> Locale | None:
        """Return the language an account is written to in, or None."""
        query = select(wishes.c.language).where(wishes.c.account_id == account_id)
        async with self._database.read() as connection:
            found: Locale | None = (await connection.execute(query)).scalar()
        return found

    async def wish(self, account_id: str, language: Locale | None) -> None:
        """Let an account be written to in a language, or not at all."""
        async with self._database.write() as connection:
            await connection.execute(delete(wishes).where(wishes.c.account_id == account_id))
            if language is not None:
                row = {"account_id": account_id, "language": language, "created_s": self._now_s()}
                await connection.execute(wishes.insert().values(row))

    async def run(self) -> int:
        """Write what is due now; return how many letters went."""
        if self._post is None:
            return 0
        async with self._database.read() as connection:
            if not await _due(connection, self._now_s()):  # most times; nobody has to wait for that
                return 0
        async with self._database.write() as connection:
            every = await _due(connection, self._now_s())
            letters = await self._letters(connection, every)
            rows = {(one.occurrence, one.account): found.occurrence.begins_s for one, found in every}
            if rows:
                await connection.execute(
                    reminders.insert(),
                    [
                        {"occurrence_id": of, "account_id": to, "begins_s": begins_s, "at_s": self._now_s()}
                        for (of, to), begins_s in rows.items()
                    ],
                )
        return sum([await self._post(letter) for letter in letters])

    async def watch(self) -> None:
        """Run every few minutes until cancelled."""
        if self._post is not None:
            await again_and_again(self.run, "reminders", every_s=EVERY_S, first_s=FIRST_S)

    async def _letters(
        self, connection: AsyncConnection, every: Sequence[tuple[Due, Listed]]
    ) -> list[EmailMessage]:
        """One letter for each reader and day."""
        names = await repository.pupils_of(connection, [one.occurrence for one, _ in every])
        ids = [found.occurrence.lesson_id for _, found in every if found.occurrence.lesson_id is not None]
        invites = await plan_repository.invites_of(connection, ids)
        told: dict[tuple[str, str, Locale, date], list[tuple[str, str]]] = defaultdict(list)
        for one, found in every:
            of = found.occurrence
            day = day_of(of.begins_s, of.zone)
            who = [
                shown(first_name(name), protected)
                for pupil, name, protected in names[of.id]
                if one.teaches or one.beside or pupil == one.person
            ]
            theirs = [
                invite
                for invite in invites.get(of.lesson_id or "", [])
                if (one.beside or invite.person_id == one.person)
                and invite.revoked_s is None
                and invite.role is Role.PUPIL
            ]
            url = of.meeting_url or ""
            if of.lesson_id is not None:
                # A teacher signs in; a pupil's invite is simply there.
                url = self._lessons.invite_out(theirs[0]).url if theirs else f"{self._origin}/today"
            told[one.account, one.email, one.language, day].append((_line(found, one, who), url))
        return [
            reminder_letter(email, language, day, lines, f"{self._origin}/timetable")
            for (_, email, language, day), lines in told.items()
        ]


def _line(found: Listed, one: Due, who: Sequence[str]) -> str:
    of = found.occurrence
    when = datetime.fromtimestamp(of.begins_s, ZoneInfo(of.zone)).strftime("%H:%M")
    names = [*who[:6], *([] if one.teaches else [shown(*found.teacher)])]
    where = f" ({found.place})" if found.place else ""
    return f"{when}  {summary(of.instrument, *names)}{where}"


async def _due(connection: AsyncConnection, now_s: float) -> list[tuple[Due, Listed]]:
    """Whom to tell now of what, by reader and time."""
    teachers = _asked(membership.c.person_id, now_s).join(
        membership, membership.c.person_id == occurrences.c.teacher_id
    )
    learners = _asked(pupils.c.person_id, now_s).join(pupils, pupils.c.occurrence_id == occurrences.c.id)
    themselves = learners.join(membership, membership.c.person_id == pupils.c.person_id)
    parents = learners.join(
        guardian, (guardian.c.pupil_id == pupils.c.person_id) & guardian.c.confirmed_s.is_not(None)
    ).join(membership, membership.c.person_id == guardian.c.guardian_id)
    hosts = (
        _asked(lesson_host.c.person_id, now_s)
        .join(lesson_host, lesson_host.c.lesson_id == occurrences.c.lesson_id)
        .join(membership, membership.c.person_id == lesson_host.c.person_id)
    )
    found: list[Due] = []
    every_kind = ((teachers, True, False), (themselves, False, False), (parents, False, False))
    for asked, teaches, beside in (*every_kind, (hosts, False, True)):
        query = asked.join(wishes, wishes.c.account_id == membership.c.account_id)
        query = query.join(account, account.c.id == wishes.c.account_id)
        found += [
            Due(row.account_id, row.email, row.language, row.id, row.person, teaches, beside)
            for row in await connection.execute(query)
            if due(row.begins_s, row.zone, now_s)
        ]
    listed = {
        one.occurrence.id: one
        for one in await repository.listed(connection, sorted({one.occurrence for one in found}))
    }
    every = [(one, listed[one.occurrence]) for one in found if not listed[one.occurrence].cancelled]
    return sorted(every, key=lambda pair: (pair[0].email, pair[1].occurrence.begins_s, pair[0].person))


def _asked(person: object, now_s: float) -> Select[tuple[object, ...]]:
    """Occurrences of the next days with an account that wants to be told and was not."""
    told = exists(
        select(reminders.c.at_s).where(
            reminders.c.occurrence_id == occurrences.c.id,
            reminders.c.account_id == wishes.c.account_id,
            reminders.c.begins_s == occurrences.c.begins_s,
        )
    )
    columns = (occurrences.c.id, occurrences.c.begins_s, occurrences.c.zone)
    return (
        select(*columns, person.label("person"), wishes.c.account_id, wishes.c.language, account.c.email)  # type: ignore[attr-defined]
        .select_from(occurrences)
        .where(
            occurrences.c.begins_s > now_s,
            occurrences.c.begins_s <= now_s + AHEAD_S,
            account.c.closed_s.is_(None),
            ~told,
        )
    )
