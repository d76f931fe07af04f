"""Who would like a post: taken with consent, confirmed by letter, taken back by the same link.

Whoever writes here has no account and is no person of a municipality. Least is kept: a name, an address to
answer to, and what they want to say.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.mail import Mail
from server.accounts.tokens import digest, new_token
from server.audit import pseudonym_of
from server.audit.actions import PUBLIC
from server.db import Database
from server.db.post_tables import post as posts
from server.db.post_tables import post_interest as interests
from server.errors import UnknownHereError
from server.municipalities import repository as municipalities
from server.people.repository import Membership
from server.posts import repository
from server.posts.errors import PostStateError
from server.posts.letters import interest_letter
from server.posts.repository import Post
from server.posts.schemas import (
    InterestInfo,
    InterestList,
    InterestOut,
    InterestTaken,
    NewInterest,
    Vacancy,
    VacancyList,
    VacancyPart,
)
from server.privacy.desk import PrivacyDesk
from server.privacy.retention import Kind

CONFIRM_WITHIN_S = 7 * 24 * 3600.0
MAX_INTERESTS = 500


class Interests:
    """Advertisements as everybody sees them, and who answers to them.

    Parameters
    ----------
    database : Database
    privacy : PrivacyDesk
        What is taken back goes by the way of everybody who is erased.
    origin : str
        Where links point to.
    now_s : Callable[[], float]
        Seconds since 1970.
    mail : Mail or None
        Without it nothing is confirmed, and the link is shown to whoever wrote.
    """

    def __init__(
        self,
        database: Database,
        privacy: PrivacyDesk,
        origin: str,
        now_s: Callable[[], float],
        mail: Mail | None = None,
    ) -> None:
        self._database = database
        self._privacy = privacy
        self._origin = origin
        self._now_s = now_s
        self._mail = mail

    async def vacancies(self) -> VacancyList:
        """Return what can be applied for today."""
        async with self._database.read() as connection:
            found = await repository.advertised(connection, self._today())
            names = {one.id: one.name for one in await municipalities.listing(connection)}
        days = {one.municipality_id: 0 for one in found}
        for one in days:
            days[one] = (await self._privacy.retention.days(one))[Kind.INTEREST]
        return VacancyList(
            vacancies=[vacancy(one, names[one.municipality_id], days[one.municipality_id]) for one in found]
        )

    async def express(self, post_id: str, new: NewInterest) -> InterestTaken:
        """Note that somebody would like a post.

        Whoever has written already is answered alike, and what they wrote first stays once confirmed.

        Raises
        ------
        UnknownHereError
            Nothing of that id is advertised.
        PostStateError
            So many have written that somebody does it for fun.
        """
        token = new_token()
        async with self._database.write() as connection:
            now_s = self._now_s()
            await repository.drop_unconfirmed(connection, now_s - CONFIRM_WITHIN_S)
            every = await repository.advertised(connection, self._today())
            found = next((one for one in every if one.id == post_id), None)
            if found is None:
                raise UnknownHereError("post")
            if not await self._take(connection, post_id, new, token, now_s):
                return InterestTaken(mailed=self._mail is not None, url=None)
        link = f"{self._origin}/vacancies#i={token}"
        if self._mail is not None and await self._mail.post(
            interest_letter(new.email, link, found.title, new.language)
        ):
            return InterestTaken(mailed=True, url=None)
        if self._mail is not None:  # no letter went: there is nothing to wait for
            async with self._database.write() as connection:
                mine = interests.c.token_hash == digest(token)
                await connection.execute(update(interests).where(mine).values(mailed=False))
        return InterestTaken(mailed=False, url=link)

    async def _take(
        self, connection: AsyncConnection, post_id: str, new: NewInterest, token: str, now_s: float
    ) -> bool:
        same = (interests.c.post_id == post_id) & (interests.c.email == new.email)
        replaced = interests.c.mailed & interests.c.confirmed_s.is_(None)
        await connection.execute(delete(interests).where(same, replaced))
        count = select(func.count()).select_from(interests)
        if (await connection.execute(count.where(same))).scalar_one():
            return False
        here = interests.c.post_id == post_id
        if (await connection.execute(count.where(here))).scalar_one() >= MAX_INTERESTS:
            raise PostStateError
        await connection.execute(
            interests.insert().values(
                id=secrets.token_hex(8),
                post_id=post_id,
                name=new.name,
                email=new.email,
                words=new.text,
                token_hash=digest(token),
                mailed=self._mail is not None,
                consented_s=now_s,
            )
        )
        return True

    async def behind(self, token: str) -> InterestInfo:
        """Tell what a link is about. Raises UnknownHereError."""
        async with self._database.read() as connection:
            query = (
                select(interests.c.mailed, interests.c.confirmed_s, posts.c.title)
                .join(posts, posts.c.id == interests.c.post_id)
                .where(interests.c.token_hash == digest(token))
            )
            row = (await connection.execute(query)).first()
        if row is None:
            raise UnknownHereError("interest")
        return InterestInfo(title=row.title, confirmable=row.mailed, confirmed=row.confirmed_s is not None)

    async def confirm(self, token: str) -> None:
        """Note that the address is theirs who wrote. Raises UnknownHereError."""
        await self.behind(token)
        mine = interests.c.token_hash == digest(token)
        unconfirmed = interests.c.mailed & interests.c.confirmed_s.is_(None)
        async with self._database.write() as connection:
            confirmed = update(interests).where(mine, unconfirmed)
            await connection.execute(confirmed.values(confirmed_s=self._now_s()))

    async def take_back(self, token: str) -> None:
        """Erase an interest for whoever expressed it. Raises UnknownHereError."""
        async with self._database.read() as connection:
            query = select(interests.c.id).where(interests.c.token_hash == digest(token))
            found = (await connection.execute(query)).scalar()
        if found is None:
            raise UnknownHereError("interest")
        await self._privacy.erasure.erase_interest(str(found), actor=PUBLIC)

    async def listing(self, member: Membership, post_id: str) -> InterestList:
        """Return who would like a post, to the municipality that composed it. Raises UnknownHereError."""
        async with self._database.read() as connection:
            await self._composed(connection, member, post_id)
            rows = await connection.execute(
                select(interests)
                .where(interests.c.post_id == post_id, repository.seen())
                .order_by(interests.c.consented_s, interests.c.id)
            )
            return InterestList(
                interests=[
                    InterestOut(
                        id=row.id,
                        name=row.name,
                        email=row.email,
                        text=row.words,
                        at=datetime.fromtimestamp(row.consented_s, UTC),
                        confirmed=row.confirmed_s is not None,
                    )
                    for row in rows
                ]
            )

    async def erase(self, member: Membership, post_id: str, interest_id: str) -> None:
        """Erase an interest for the municipality that it was expressed to. Raises UnknownHereError."""
        async with self._database.write() as connection:
            await self._composed(connection, member, post_id)
            mine = (interests.c.id == interest_id) & (interests.c.post_id == post_id)
            if (await connection.execute(select(interests.c.id).where(mine))).first() is None:
                raise UnknownHereError("interest")
            actor = await pseudonym_of(connection, member.person_id)
        await self._privacy.erasure.erase_interest(interest_id, actor=actor)

    async def _composed(self, connection: AsyncConnection, member: Membership, post_id: str) -> None:
        found = await repository.find_post(connection, post_id)
        if found is None or found.municipality_id != member.municipality_id:
            raise UnknownHereError("post")

    def _today(self) -> date:
        return datetime.fromtimestamp(self._now_s(), UTC).date()


def vacancy(one: Post, asked_by: str, kept_days: int) -> Vacancy:
    """Write an advertisement."""
    every = [part.need for part in one.parts]
    return Vacancy(
        id=one.id,
        title=one.title,
        text=one.text,
        percent=one.percent,
        languages=list(dict.fromkeys(word for need in every for word in need.languages)),
        from_day=min(need.from_day for need in every),
        apply_until=one.apply_until,
        asked_by=asked_by,
        kept_days=kept_days,
        parts=[
            VacancyPart(
                municipality=need.municipality,
                subject=need.subject,
                percent=need.percent,
                places=list(need.places),
            )
            for need in every
        ],
    )
