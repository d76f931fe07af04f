"""Sign-ins in the audit log: whose account it was, as the person they are to a municipality."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit.actions import Action
from server.audit.chain import append
from server.audit.pseudonyms import pseudonym_of
from server.db.tables import membership


async def audit_sign_in(
    connection: AsyncConnection,
    action: Action,
    account_id: str,
    at_s: float,
    *,
    way: str = "",
    ended: int = 0,
) -> None:
    """Add a row for an account's sign-in: the first of its memberships says who that is.

    Parameters
    ----------
    way : str
        Password, passkey, oidc or link.
    ended : int
        How many sign-ins were ended.
    """
    query = (
        select(membership.c.person_id, membership.c.municipality_id)
        .where(membership.c.account_id == account_id)
        .order_by(membership.c.created_s, membership.c.id)
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    who = "account" if row is None else await pseudonym_of(connection, str(row.person_id))
    details: dict[str, str | int] = {"way": way} if way else {"ended": ended}
    place = None if row is None else str(row.municipality_id)
    await append(connection, action, at_s=at_s, actor=who, subject=who, municipality=place, details=details)
