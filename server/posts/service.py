"""State needs, compose posts of them, advertise them, fill them with an agreement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.schemas import AgreementOut
from server.agreements.service import Agreements
from server.agreements.terms import Party, Terms
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.errors import UnknownHereError
from server.ledger.settlement import Form
from server.people.repository import Membership
from server.posts import repository
from server.posts.errors import PartsError, PostStateError
from server.posts.repository import Need, Post
from server.posts.schemas import (
    MAX_PERCENT,
    NeedList,
    NeedOut,
    NewFilling,
    NewNeed,
    NewPost,
    PartOut,
    PostList,
    PostOut,
    State,
)


class Posts:
    """The posts that municipalities of this server share.

    Parameters
    ----------
    database : Database
    agreements : Agreements
        Where a filled post's agreement is drafted.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, agreements: Agreements, now_s: Callable[[], float]) -> None:
        self._database = database
        self._agreements = agreements
        self._now_s = now_s

    async def needs(self) -> NeedList:
        """Return every open need of the network: what is lacked where, and nothing of anybody."""
        async with self._database.read() as connection:
            return NeedList(needs=[need_out(one) for one in await repository.open_needs(connection)])

    async def state_need(self, member: Membership, new: NewNeed) -> NeedOut:
        """State what one's municipality lacks."""
        async with self._database.write() as connection:
            made = await repository.add_need(connection, member.municipality_id, new, self._now_s())
            return need_out((await repository.find_needs(connection, [made]))[0])

    async def drop_need(self, member: Membership, need_id: str) -> None:
        """Take a need back.

        Raises
        ------
        UnknownHereError
        PostStateError
            A post is composed of it: that is withdrawn first.
        """
        async with self._database.write() as connection:
            found = await repository.find_needs(connection, [need_id])
            if not found or found[0].municipality_id != member.municipality_id:
                raise UnknownHereError("need")
            if found[0].post_id is not None:
                raise PostStateError
            await repository.close_needs(connection, [need_id], self._now_s())

    async def listing(self, member: Membership) -> PostList:
        """Return the posts one's municipality composed or has a part in."""
        async with self._database.read() as connection:
            found = await repository.posts_of(connection, member.municipality_id)
            return PostList(posts=await self._out(connection, member, found))

    async def compose(self, member: Membership, new: NewPost) -> PostOut:
        """Compose a post; the other employers are asked to agree to it.

        Raises
        ------
        UnknownHereError
            There is no such need.
        PartsError
            None of them is one's own, all are, they are more than a full post, or one is taken.
        """
        wanted = set(new.needs)
        async with self._database.write() as connection:
            found = await repository.find_needs(connection, new.needs)
            if len(found) < len(wanted):
                raise UnknownHereError("need")
            own = [one.id for one in found if one.municipality_id == member.municipality_id]
            taken = any(one.closed_s is not None or one.post_id is not None for one in found)
            too_much = sum(one.percent for one in found) > MAX_PERCENT
            if taken or too_much or not 0 < len(own) < len(found) or len(wanted) < len(new.needs):
                raise PartsError
            made = await repository.add_post(connection, member.municipality_id, new, own, self._now_s())
            return await self._one(connection, member, made)

    async def agree(self, member: Membership, post_id: str) -> PostOut:
        """Agree to be advertised with the others. Raises UnknownHereError, PostStateError."""
        async with self._database.write() as connection:
            found = await self._mine(connection, member, post_id, State.COMPOSED)
            own = [p.need.id for p in found.parts if p.need.municipality_id == member.municipality_id]
            await repository.agree(connection, post_id, own, self._now_s())
            return await self._one(connection, member, post_id)

    async def advertise(self, member: Membership, post_id: str) -> PostOut:
        """Show a post to everybody.

        Raises
        ------
        UnknownHereError
        PostStateError
            Another composed it, an employer has not agreed, or the last day to apply is past.
        """
        async with self._database.write() as connection:
            found = await self._mine(connection, member, post_id, State.COMPOSED, composer=True)
            if not found.agreed or found.apply_until < self.today():
                raise PostStateError
            await repository.mark(connection, post_id, advertised_s=self._now_s())
            await self._audit(connection, Action.POST_ADVERTISED, member, post_id)
            return await self._one(connection, member, post_id)

    async def withdraw(self, member: Membership, post_id: str) -> PostOut:
        """Take a post back, as each of its employers may until it is filled; its needs are open again.

        Raises
        ------
        UnknownHereError, PostStateError
        """
        async with self._database.write() as connection:
            await self._mine(connection, member, post_id, State.COMPOSED, State.ADVERTISED, State.OVER)
            await repository.mark(connection, post_id, withdrawn_s=self._now_s())
            await self._audit(connection, Action.POST_WITHDRAWN, member, post_id)
            return await self._one(connection, member, post_id)

    async def fill(self, member: Membership, post_id: str, new: NewFilling) -> AgreementOut:
        """Draft the agreement of a post that has found somebody: each bears its need's share.

        Raises
        ------
        UnknownHereError
        PostStateError
            Another composed it, it was not advertised, or the employer has no part in it.
        """
        async with self._database.write() as connection:
            found = await self._mine(connection, member, post_id, State.ADVERTISED, State.OVER, composer=True)
            if new.employer not in found.employers:
                raise PostStateError
            drafted = await self._agreements.draft_in(connection, member, terms_of(found, new))
            await repository.mark(connection, post_id, filled_s=self._now_s(), agreement_id=drafted.id)
            await repository.close_needs(connection, [p.need.id for p in found.parts], self._now_s())
            await self._audit(connection, Action.POST_FILLED, member, post_id)
        return drafted

    def today(self) -> date:
        """The day it is; applying ends with a day of UTC."""
        return datetime.fromtimestamp(self._now_s(), UTC).date()

    async def _mine(
        self,
        connection: AsyncConnection,
        member: Membership,
        post_id: str,
        *states: State,
        composer: bool = False,
    ) -> Post:
        found = await repository.find_post(connection, post_id)
        if found is None or member.municipality_id not in found.employers:
            raise UnknownHereError("post")
        if found.state_on(self.today()) not in states:
            raise PostStateError
        if composer and found.municipality_id != member.municipality_id:
            raise PostStateError
        return found

    async def _one(self, connection: AsyncConnection, member: Membership, post_id: str) -> PostOut:
        found = await repository.find_post(connection, post_id)
        assert found is not None
        return (await self._out(connection, member, [found]))[0]

    async def _out(self, connection: AsyncConnection, member: Membership, found: list[Post]) -> list[PostOut]:
        own = [one.id for one in found if one.municipality_id == member.municipality_id]
        counts = await repository.count_interests(connection, own)
        return [
            PostOut(
                id=one.id,
                municipality=one.municipality_id,
                title=one.title,
                text=one.text,
                percent=one.percent,
                state=one.state_on(self.today()),
                apply_until=one.apply_until,
                agreement=one.agreement_id,
                interests=counts.get(one.id, 0) if one.id in own else None,
                parts=[PartOut(need=need_out(p.need), agreed=p.agreed_s is not None) for p in one.parts],
            )
            for one in found
        ]

    async def _audit(
        self, connection: AsyncConnection, action: Action, member: Membership, post_id: str
    ) -> None:
        await append(
            connection,
            action,
            at_s=self._now_s(),
            actor=await pseudonym_of(connection, member.person_id),
            municipality=member.municipality_id,
            details={"post": post_id},
        )


def terms_of(found: Post, new: NewFilling) -> Terms:
    """The joint agreement of a post: who employs gives, and everybody bears the share they asked for."""
    shares = dict.fromkeys(found.employers, 0)
    for part in found.parts:
        shares[part.need.municipality_id] += part.need.percent
    subjects = dict.fromkeys(part.need.subject for part in found.parts)
    return Terms(
        title=found.title,
        form=Form.JOINT_POST,
        parties=tuple(
            Party(municipality=one, gives=one == new.employer, share=share) for one, share in shares.items()
        ),
        subjects=tuple(subjects),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        currency=new.currency,
        notice_days=new.notice_days,
        legal_ground=new.legal_ground,
        case_number=new.case_number,
        zone=new.zone,
    )


def need_out(one: Need) -> NeedOut:
    """Write a need out."""
    return NeedOut(
        id=one.id,
        municipality=one.municipality_id,
        municipality_name=one.municipality,
        subject=one.subject,
        percent=one.percent,
        languages=list(one.languages),
        places=list(one.places),
        from_day=one.from_day,
        post=one.post_id,
    )
