"""Needs, posts and interests in the database."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.post_tables import post as posts
from server.db.post_tables import post_interest as interests
from server.db.post_tables import post_need as needs
from server.db.post_tables import post_part as parts
from server.db.tables import municipality as municipalities
from server.posts.schemas import NewNeed, NewPost, State


@dataclass(frozen=True)
class Need:
    """What a municipality lacks; ``post_id`` is the open post it is part of."""

    id: str
    municipality_id: str
    municipality: str
    subject: str
    percent: int
    languages: tuple[str, ...]
    places: tuple[str, ...]
    from_day: date
    closed_s: float | None
    post_id: str | None = None


@dataclass(frozen=True)
class Part:
    need: Need
    agreed_s: float | None


@dataclass(frozen=True)
class Post:
    """All that is kept of a post; parts in the order of their municipalities' names."""

    id: str
    municipality_id: str
    title: str
    text: str
    apply_until: date
    advertised_s: float | None
    filled_s: float | None
    withdrawn_s: float | None
    agreement_id: str | None
    parts: tuple[Part, ...]

    @property
    def percent(self) -> int:
        return sum(part.need.percent for part in self.parts)

    @property
    def employers(self) -> list[str]:
        return sorted({part.need.municipality_id for part in self.parts})

    @property
    def agreed(self) -> bool:
        return all(part.agreed_s is not None for part in self.parts)

    def state_on(self, day: date) -> State:
        """How it stands on a day."""
        if self.withdrawn_s is not None:
            return State.WITHDRAWN
        if self.filled_s is not None:
            return State.FILLED
        if self.advertised_s is None:
            return State.COMPOSED
        return State.OVER if day > self.apply_until else State.ADVERTISED


_STANDS = posts.c.withdrawn_s.is_(None)


async def add_need(connection: AsyncConnection, municipality_id: str, new: NewNeed, now_s: float) -> str:
    made = secrets.token_hex(8)
    await connection.execute(
        needs.insert().values(
            id=made,
            municipality_id=municipality_id,
            subject=new.subject,
            percent=new.percent,
            languages=json.dumps(new.languages),
            places=json.dumps(new.places),
            from_day=new.from_day.isoformat(),
            created_s=now_s,
        )
    )
    return made


async def close_needs(connection: AsyncConnection, ids: Sequence[str], now_s: float) -> None:
    await connection.execute(update(needs).where(needs.c.id.in_(ids)).values(closed_s=now_s))


async def open_needs(connection: AsyncConnection) -> list[Need]:
    """Every need of the network that is not met, by subject."""
    return await _needs(connection, needs.c.closed_s.is_(None))


async def find_needs(connection: AsyncConnection, ids: Sequence[str]) -> list[Need]:
    return await _needs(connection, needs.c.id.in_(ids))


async def _needs(connection: AsyncConnection, wanted: ColumnElement[bool]) -> list[Need]:
    query = (
        select(needs, municipalities.c.name.label("municipality"))
        .join(municipalities, municipalities.c.id == needs.c.municipality_id)
        .where(wanted)
        .order_by(needs.c.subject, municipalities.c.name, needs.c.id)
    )
    found = [
        Need(
            row.id,
            row.municipality_id,
            row.municipality,
            row.subject,
            row.percent,
            tuple(json.loads(row.languages)),
            tuple(json.loads(row.places)),
            date.fromisoformat(row.from_day),
            row.closed_s,
        )
        for row in await connection.execute(query)
    ]
    used = (
        select(parts.c.need_id, parts.c.post_id)
        .join(posts, posts.c.id == parts.c.post_id)
        .where(_STANDS, parts.c.need_id.in_([one.id for one in found]))
    )
    taken = {str(row.need_id): str(row.post_id) for row in await connection.execute(used)}
    return [replace(one, post_id=taken.get(one.id)) for one in found]


async def add_post(
    connection: AsyncConnection, municipality_id: str, new: NewPost, own: Sequence[str], now_s: float
) -> str:
    """Store a post; parts of ``own`` needs are agreed by composing it."""
    made = secrets.token_hex(8)
    await connection.execute(
        posts.insert().values(
            id=made,
            municipality_id=municipality_id,
            title=new.title,
            said=new.text,
            apply_until=new.apply_until.isoformat(),
            created_s=now_s,
        )
    )
    rows = [{"post_id": made, "need_id": one, "agreed_s": now_s if one in own else None} for one in new.needs]
    await connection.execute(parts.insert(), rows)
    return made


async def agree(connection: AsyncConnection, post_id: str, need_ids: Sequence[str], now_s: float) -> None:
    mine = and_(parts.c.post_id == post_id, parts.c.need_id.in_(need_ids), parts.c.agreed_s.is_(None))
    await connection.execute(update(parts).where(mine).values(agreed_s=now_s))


async def mark(connection: AsyncConnection, post_id: str, **values: float | str) -> None:
    """Set ``advertised_s``, ``filled_s`` with ``agreement_id``, or ``withdrawn_s``."""
    await connection.execute(update(posts).where(posts.c.id == post_id).values(**values))


async def find_post(connection: AsyncConnection, post_id: str) -> Post | None:
    found = await _posts(connection, posts.c.id == post_id)
    return found[0] if found else None


async def posts_of(connection: AsyncConnection, municipality_id: str) -> list[Post]:
    """Posts that a municipality composed or has a part in, the newest first."""
    mine = (
        select(parts.c.post_id)
        .join(needs, needs.c.id == parts.c.need_id)
        .where(needs.c.municipality_id == municipality_id)
    )
    return await _posts(connection, or_(posts.c.municipality_id == municipality_id, posts.c.id.in_(mine)))


async def advertised(connection: AsyncConnection, day: date) -> list[Post]:
    """What can be applied for on a day."""
    return await _posts(
        connection,
        and_(
            _STANDS,
            posts.c.filled_s.is_(None),
            posts.c.advertised_s.is_not(None),
            posts.c.apply_until >= day.isoformat(),
        ),
    )


async def _posts(connection: AsyncConnection, wanted: ColumnElement[bool]) -> list[Post]:
    rows = (
        await connection.execute(select(posts).where(wanted).order_by(posts.c.created_s.desc(), posts.c.id))
    ).all()
    query = select(parts).where(parts.c.post_id.in_([row.id for row in rows]))
    linked = (await connection.execute(query)).all()
    every = {one.id: one for one in await find_needs(connection, [row.need_id for row in linked])}
    kept: dict[str, list[Part]] = {}
    for row in linked:
        kept.setdefault(row.post_id, []).append(Part(every[row.need_id], row.agreed_s))
    return [
        Post(
            row.id,
            row.municipality_id,
            row.title,
            row.said,
            date.fromisoformat(row.apply_until),
            row.advertised_s,
            row.filled_s,
            row.withdrawn_s,
            row.agreement_id,
            tuple(sorted(kept[row.id], key=lambda part: (part.need.municipality, part.need.id))),
        )
        for row in rows
    ]


async def count_interests(connection: AsyncConnection, post_ids: Sequence[str]) -> dict[str, int]:
    """How many there are that may be seen."""
    query = (
        select(interests.c.post_id, func.count().label("count"))
        .where(interests.c.post_id.in_(post_ids), seen())
        .group_by(interests.c.post_id)
    )
    return {str(row.post_id): int(row[1]) for row in await connection.execute(query)}


def seen() -> ColumnElement[bool]:
    """What was mailed is shown to nobody before whoever has the address has confirmed it."""
    return or_(interests.c.mailed.is_(False), interests.c.confirmed_s.is_not(None))


async def drop_unconfirmed(connection: AsyncConnection, before_s: float) -> None:
    """Forget addresses that nobody confirmed while they could."""
    await connection.execute(
        delete(interests).where(
            interests.c.mailed, interests.c.confirmed_s.is_(None), interests.c.consented_s < before_s
        )
    )
