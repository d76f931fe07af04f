"""Sign-ins in the audit log: whose account it was, as the person they are to a municipality."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit.actions import Action
from server.audit.chain import append
from server.audit.pseudonyms import pseudonym_of
from server.db.tables import account, membership


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
    who, place = await _who(connection, account_id)
    details: dict[str, str | int] = {"way": way} if way else {"ended": ended}
    await append(connection, action, at_s=at_s, actor=who, subject=who, municipality=place, details=details)


async def audit_refusal(
    connection: AsyncConnection,
    at_s: float,
    way: str,
    *,
    email: str | None = None,
    account_id: str | None = None,
) -> None:
    """Add a row for a sign-in that was refused; what was typed stays out of it.

    Parameters
    ----------
    way : str
        Password, passkey, oidc or link.
    email, account_id : str, optional
        Whose account it was tried at. Where there is none, the row says ``nobody``.
    """
    if account_id is None and email is not None:
        query = select(account.c.id).where(account.c.email == email)
        account_id = (await connection.execute(query)).scalar()
    subject, place = ("nobody", None) if account_id is None else await _who(connection, account_id)
    await append(
        connection,
        Action.SIGN_IN_REFUSED,
        at_s=at_s,
        actor="nobody",
        subject=subject,
        municipality=place,
        details={"way": way},
    )


async def _who(connection: AsyncConnection, account_id: str) -> tuple[str, str | None]:
    """An account's pseudonym and municipality: those of the first of its memberships."""
    query = (
        select(membership.c.person_id, membership.c.municipality_id)
        .where(membership.c.account_id == account_id)
        .order_by(membership.c.created_s, membership.c.id)
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return "account", None
    return await pseudonym_of(connection, str(row.person_id)), str(row.municipality_id)
