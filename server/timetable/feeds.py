"""Calendar addresses: made, listed, taken back, and what a calendar reads there.

An address opens as much as whoever made it may see at that moment: when their role ends, it is empty and then
gone. It is kept as its hash alone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.tokens import digest, new_token
from server.db import Database
from server.db.timetable_tables import calendar_feed as feeds
from server.db.timetable_tables import place as places
from server.errors import UnknownHereError
from server.lessons import plan_repository
from server.lessons.repository import Invite
from server.lessons.service import Lessons
from server.people import repository as people
from server.people.repository import Membership
from server.privacy.protection import shown
from server.roles.names import AccountRole
from server.timetable import frame, repository
from server.timetable.calendar import Event, first_name, summary, written
from server.timetable.errors import TooManyFeedsError
from server.timetable.repository import Listed
from server.timetable.schemas import FeedOut, NewFeed, NewFeedOut, Who
from server.timetable.wall import utc
from signaling.messages import Role

MAX_FEEDS = 20
DAY_S = 24 * 3600.0
BACK_S, AHEAD_S = 14 * DAY_S, 200 * DAY_S
_PLACES = frozenset({AccountRole.COORDINATOR, AccountRole.ADMIN, AccountRole.TEACHER})


class Feeds:
    """The calendar addresses of every account.

    Parameters
    ----------
    database : Database
    lessons : Lessons
        Writes invites' addresses.
    origin : str
        Where the addresses begin.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, lessons: Lessons, origin: str, now_s: Callable[[], float]) -> None:
        self._database = database
        self._lessons = lessons
        self._origin = origin
        self._now_s = now_s

    async def make(self, member: Membership, new: NewFeed) -> NewFeedOut:
        """Make an address, and tell it this once.

        Raises
        ------
        UnknownHereError
            There is no such place, or one has no business with places here.
        TooManyFeedsError
        """
        token, now_s = new_token(), self._now_s()
        async with self._database.write() as connection:
            count = select(func.count()).where(feeds.c.account_id == member.account_id)
            if int((await connection.execute(count)).scalar_one()) >= MAX_FEEDS:
                raise TooManyFeedsError(MAX_FEEDS)
            place = None
            if new.place is not None:
                if not member.roles & _PLACES:
                    raise UnknownHereError("place")
                found = await frame.known_place(connection, member.municipality_id, new.place)
                place = Who(id=found.id, name=found.name)
            row = {
                "id": secrets.token_hex(8),
                "token_hash": digest(token),
                "account_id": member.account_id,
                "municipality_id": member.municipality_id,
                "place_id": new.place,
                "created_s": now_s,
            }
            await connection.execute(feeds.insert().values(row))
        url = f"{self._origin}/api/calendar/{token}/klangbro.ics"
        return NewFeedOut(id=str(row["id"]), place=place, created_at=utc(now_s), url=url)

    async def listing(self, member: Membership) -> list[FeedOut]:
        """Return one's addresses in a municipality, without what opens them."""
        query = (
            select(feeds, places.c.name)
            .outerjoin(places, places.c.id == feeds.c.place_id)
            .where(feeds.c.account_id == member.account_id, feeds.c.municipality_id == member.municipality_id)
            .order_by(feeds.c.created_s, feeds.c.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            FeedOut(
                id=row["id"],
                place=None if row["place_id"] is None else Who(id=row["place_id"], name=row["name"]),
                created_at=utc(row["created_s"]),
            )
            for row in rows
        ]

    async def revoke(self, member: Membership, feed_id: str) -> None:
        """Let an address open nothing any more. Raises UnknownHereError."""
        mine = (feeds.c.id == feed_id) & (feeds.c.account_id == member.account_id)
        mine &= feeds.c.municipality_id == member.municipality_id
        async with self._database.write() as connection:
            if (await connection.execute(delete(feeds).where(mine))).rowcount == 0:
                raise UnknownHereError("calendar address")

    async def read(self, token: str) -> bytes | None:
        """Write the calendar behind an address; None for one that opens nothing."""
        now_s = self._now_s()
        async with self._database.read() as connection:
            query = select(feeds).where(feeds.c.token_hash == digest(token))
            feed = (await connection.execute(query)).mappings().first()
            member = None if feed is None else await _still(connection, feed)
            if feed is None or member is None:
                return None
            place = feed["place_id"]
            reach = repository.mine(member, whole=False) if place is None else repository.of_place(place)
            found = await repository.listing(
                connection, member.municipality_id, reach, from_s=now_s - BACK_S, to_s=now_s + AHEAD_S
            )
            events = (
                [_of_place(one) for one in found] if place else await self._own(connection, member, found)
            )
            name = "Klangbro"
            if place is not None:
                name = (await frame.known_place(connection, member.municipality_id, place)).name
        # Hundreds of entries take a moment, and lessons go over the same event loop.
        return await asyncio.to_thread(written, name, events, now=utc(now_s))

    async def _own(
        self, connection: AsyncConnection, member: Membership, found: Sequence[Listed]
    ) -> list[Event]:
        pupils = await repository.pupils_of(connection, [one.occurrence.id for one in found])
        ids = [one.occurrence.lesson_id for one in found if one.occurrence.lesson_id is not None]
        invites = await plan_repository.invites_of(connection, ids)
        hosts = await plan_repository.hosts_of(connection, ids)
        theirs = await plan_repository.pupils_of(connection, member.person_id) | {member.person_id}
        events = []
        for one in found:
            of = one.occurrence
            beside = any(each.person_id == member.person_id for each in hosts.get(of.lesson_id or "", []))
            # Whoever sits beside a pupil opens the door with that pupil's invite.
            allowed = theirs | {pupil for pupil, _, _ in pupils[of.id] if beside}
            invite = _invite(invites.get(of.lesson_id or "", []), allowed)
            names = [
                shown(first_name(name), protected)
                for pupil, name, protected in pupils[of.id]
                if of.teacher_id == member.person_id or pupil in allowed
            ]
            if of.teacher_id != member.person_id:
                names.append(shown(*one.teacher))
            events.append(
                Event(
                    of.id,
                    of.begins_s,
                    of.minutes,
                    summary(of.instrument, *names[:6]),
                    one.place or of.meeting_url or "",
                    of.meeting_url if invite is None else self._lessons.invite_out(invite).url,
                    one.cancelled,
                )
            )
        return events


def _invite(invites: Sequence[Invite], theirs: set[str]) -> Invite | None:
    """By which one enters: the teacher's, or one's own or one's child's."""
    mine = [
        one
        for one in invites
        if one.person_id in theirs and one.revoked_s is None and one.role is not Role.OBSERVER
    ]
    return mine[0] if mine else None


def _of_place(one: Listed) -> Event:
    """What hangs at a door: when, what, who teaches. No pupil, and nothing that opens a lesson."""
    of = one.occurrence
    called = summary(of.instrument, shown(*one.teacher))
    return Event(of.id, of.begins_s, of.minutes, called, one.place or "", None, one.cancelled)


async def _still(connection: AsyncConnection, feed: RowMapping | dict[str, Any]) -> Membership | None:
    """Who made it, if they are still somebody there who may see what it shows."""
    found = await people.membership(connection, feed["account_id"], feed["municipality_id"])
    if found is None or (feed["place_id"] is not None and not found.roles & _PLACES):
        return None
    return found
