"""Protected identity: an alias instead of the name, in no list, and no address shown to anybody.

The name itself is not kept: what is not there cannot be told by mistake. An alias stands in the person's
row from then on, every invite of theirs carries it and is marked so that only a relay's candidates are
used (signaling/hiding.py), and lists show `HIDDEN`.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit import Action, append, pseudonym_of
from server.db.tables import invite, person
from server.privacy import lessons
from server.privacy.errors import PersonUnknownError

HIDDEN = "•••"


def shown(name: str, protected: bool) -> str:
    """What a list says instead of a name."""
    return HIDDEN if protected else name


async def protect(
    connection: AsyncConnection, person_id: str, alias: str, *, actor: str, now_s: float
) -> int:
    """Let an alias take a person's name's place everywhere; return how many open invites are void now.

    Invites made before carry the name and no protection in their signed tokens, so they are revoked; new
    ones have to be made. Rooms of lessons that are over forget the name.

    Raises
    ------
    PersonUnknownError
    """
    row = (await connection.execute(select(person).where(person.c.id == person_id))).mappings().first()
    if row is None:
        raise PersonUnknownError
    theirs = invite.c.person_id == person_id
    void = await connection.execute(
        update(invite).where(theirs, invite.c.revoked_s.is_(None)).values(revoked_s=now_s)
    )
    for part in await lessons.parts(connection, person_id):
        await lessons.rename_in(connection, part, [str(row["name"])], alias, now_s=now_s)
    await connection.execute(update(invite).where(theirs).values(name=alias, protected=True))
    await connection.execute(
        update(person).where(person.c.id == person_id).values(name=alias, protected=True)
    )
    await append(
        connection,
        Action.PROTECTED,
        at_s=now_s,
        actor=actor,
        subject=await pseudonym_of(connection, person_id),
        municipality=str(row["municipality_id"]),
        details={"invites": void.rowcount},
    )
    return int(void.rowcount)
