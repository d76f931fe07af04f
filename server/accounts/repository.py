"""Accounts and the ways into them, in the database."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import account as accounts
from server.db.tables import account_link as links
from server.db.tables import identity as identities
from server.db.tables import membership as memberships
from server.db.tables import passkey as passkeys
from server.db.tables import sign_in as sign_ins
from server.db.tables import sign_in_step as steps

SEEN_EVERY_S = 300.0


@dataclass(frozen=True)
class Account:
    id: str
    email: str
    password_hash: str | None
    created_s: float
    closed_s: float | None = None


@dataclass(frozen=True)
class SignIn:
    id: str
    account_id: str
    token_hash: str
    way: str
    browser: str
    created_s: float
    seen_s: float
    expires_s: float
    revoked_s: float | None = None
    confirmed_s: float | None = None


@dataclass(frozen=True)
class Link:
    token_hash: str
    account_id: str
    purpose: str
    created_s: float
    expires_s: float
    used_s: float | None = None


async def add_account(connection: AsyncConnection, email: str, now_s: float) -> Account:
    made = Account(secrets.token_hex(8), email, None, now_s)
    await connection.execute(accounts.insert().values(asdict(made)))
    return made


async def find_account(
    connection: AsyncConnection, account_id: str | None = None, *, email: str | None = None
) -> Account | None:
    """By id or by address; a closed one is found too."""
    query = select(accounts).where(
        accounts.c.id == account_id if account_id is not None else accounts.c.email == email
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Account(**row)


async def emails_in(connection: AsyncConnection, municipality_id: str) -> dict[str, str]:
    """The addresses of everybody with an account in a municipality, by account."""
    query = (
        select(accounts.c.id, accounts.c.email)
        .join(memberships, memberships.c.account_id == accounts.c.id)
        .where(memberships.c.municipality_id == municipality_id)
    )
    return {str(row.id): str(row.email) for row in await connection.execute(query)}


async def bound_subjects(connection: AsyncConnection, municipality_id: str, issuer: str) -> dict[str, str]:
    """Who these accounts are at a sign-in service, of those that are tied to it."""
    query = (
        select(identities.c.account_id, identities.c.subject)
        .join(memberships, memberships.c.account_id == identities.c.account_id)
        .where(memberships.c.municipality_id == municipality_id, identities.c.issuer == issuer)
    )
    return {str(row.account_id): str(row.subject) for row in await connection.execute(query)}


async def set_password(connection: AsyncConnection, account_id: str, password_hash: str) -> None:
    query = update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash)
    await connection.execute(query)


async def open_again(connection: AsyncConnection, account_id: str) -> None:
    await connection.execute(update(accounts).where(accounts.c.id == account_id).values(closed_s=None))


async def close_account(connection: AsyncConnection, account_id: str, now_s: float) -> None:
    """Nobody signs in with it any more; whoever is, is out."""
    query = update(accounts).where(accounts.c.id == account_id).values(closed_s=now_s, password_hash=None)
    await connection.execute(query)
    await void_links(connection, account_id, now_s)
    await revoke_sign_ins(connection, account_id, now_s)


async def has_passkey(connection: AsyncConnection, account_id: str) -> bool:
    query = select(passkeys.c.id).where(passkeys.c.account_id == account_id).limit(1)
    return (await connection.execute(query)).first() is not None


async def add_sign_in(connection: AsyncConnection, made: SignIn) -> None:
    await connection.execute(sign_ins.insert().values(asdict(made)))


async def find_sign_in(connection: AsyncConnection, token_hash: str) -> SignIn | None:
    """A sign-in that nobody revoked, of an account that is open."""
    query = (
        select(sign_ins)
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .where(
            sign_ins.c.token_hash == token_hash,
            sign_ins.c.revoked_s.is_(None),
            accounts.c.closed_s.is_(None),
        )
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else SignIn(**row)


async def sign_in_holds(connection: AsyncConnection, sign_in_id: str, account_id: str, now_s: float) -> bool:
    """Whether this sign-in is that account's, which is open, and is not over."""
    query = (
        select(sign_ins.c.id)
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .where(
            sign_ins.c.id == sign_in_id,
            sign_ins.c.account_id == account_id,
            sign_ins.c.revoked_s.is_(None),
            sign_ins.c.expires_s > now_s,
            accounts.c.closed_s.is_(None),
        )
    )
    return (await connection.execute(query)).first() is not None


async def list_sign_ins(connection: AsyncConnection, account_id: str, seen_after_s: float) -> list[SignIn]:
    """Those that still hold, the last seen first."""
    query = (
        select(sign_ins)
        .where(
            sign_ins.c.account_id == account_id,
            sign_ins.c.revoked_s.is_(None),
            sign_ins.c.seen_s > seen_after_s,
        )
        .order_by(sign_ins.c.seen_s.desc(), sign_ins.c.id)
    )
    return [SignIn(**row) for row in (await connection.execute(query)).mappings()]


async def saw(connection: AsyncConnection, sign_in_id: str, now_s: float) -> None:
    await connection.execute(update(sign_ins).where(sign_ins.c.id == sign_in_id).values(seen_s=now_s))


async def confirm_sign_in(
    connection: AsyncConnection, sign_in_id: str, token_hash: str, way: str, now_s: float
) -> bool:
    """Note that they have shown who they are; the sign-in goes on under another token. False: it is over."""
    mine = (sign_ins.c.id == sign_in_id) & sign_ins.c.revoked_s.is_(None)
    new = {"token_hash": token_hash, "way": way, "confirmed_s": now_s, "seen_s": now_s}
    return bool((await connection.execute(update(sign_ins).where(mine).values(new))).rowcount)


async def revoke_sign_ins(
    connection: AsyncConnection,
    account_id: str,
    now_s: float,
    *,
    only: str | None = None,
    but: str | None = None,
) -> int:
    """End an account's sign-ins, or one of them, or all but one; return how many."""
    query = update(sign_ins).where(sign_ins.c.account_id == account_id, sign_ins.c.revoked_s.is_(None))
    if only is not None:
        query = query.where(sign_ins.c.id == only)
    if but is not None:
        query = query.where(sign_ins.c.id != but)
    return int((await connection.execute(query.values(revoked_s=now_s))).rowcount)


async def forget_old(connection: AsyncConnection, now_s: float, before_s: float) -> None:
    """Delete what nobody can use any more: old sign-ins, links and half-done steps."""
    gone = or_(sign_ins.c.expires_s < before_s, sign_ins.c.revoked_s < before_s)
    await connection.execute(delete(sign_ins).where(gone))
    await connection.execute(delete(links).where(links.c.expires_s < before_s))
    await connection.execute(delete(steps).where(steps.c.expires_s < now_s))


async def add_link(connection: AsyncConnection, made: Link) -> None:
    await connection.execute(links.insert().values(asdict(made)))


async def find_link(connection: AsyncConnection, token_hash: str, now_s: float) -> Link | None:
    """A link that was not used yet, in time, of an account that is open."""
    query = (
        select(links)
        .join(accounts, accounts.c.id == links.c.account_id)
        .where(
            links.c.token_hash == token_hash,
            links.c.used_s.is_(None),
            links.c.expires_s > now_s,
            accounts.c.closed_s.is_(None),
        )
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Link(**row)


async def void_links(connection: AsyncConnection, account_id: str, now_s: float) -> None:
    """Make an account's links worthless: one was used, or a newer one takes their place."""
    unused = links.c.used_s.is_(None) & (links.c.account_id == account_id)
    await connection.execute(update(links).where(unused).values(used_s=now_s))


async def add_step(
    connection: AsyncConnection, token_hash: str, kind: str, value: str, expires_s: float
) -> None:
    values = {"token_hash": token_hash, "kind": kind, "value": value, "expires_s": expires_s}
    await connection.execute(steps.insert().values(values))


async def take_step(connection: AsyncConnection, token_hash: str, kind: str, now_s: float) -> str | None:
    """Return what was kept for the step and forget it: nobody takes one twice."""
    mine = (steps.c.token_hash == token_hash) & (steps.c.kind == kind)
    row = (await connection.execute(select(steps).where(mine))).mappings().first()
    await connection.execute(delete(steps).where(mine))
    return None if row is None or row["expires_s"] <= now_s else str(row["value"])


async def bind(
    connection: AsyncConnection, account_id: str, issuer: str, subject: str | None, now_s: float
) -> None:
    """Say who of that sign-in service an account is; None: nobody. A subject is one account's alone."""
    await connection.execute(
        delete(identities).where(
            identities.c.issuer == issuer,
            or_(identities.c.account_id == account_id, identities.c.subject == subject),
        )
    )
    if subject is not None:
        values = {"issuer": issuer, "subject": subject, "account_id": account_id, "created_s": now_s}
        await connection.execute(identities.insert().values(values))


async def bound_account(connection: AsyncConnection, issuer: str, subject: str) -> str | None:
    mine = (identities.c.issuer == issuer) & (identities.c.subject == subject)
    found = (await connection.execute(select(identities.c.account_id).where(mine))).scalar()
    return None if found is None else str(found)


async def bound_subject(connection: AsyncConnection, account_id: str, issuer: str) -> str | None:
    mine = (identities.c.issuer == issuer) & (identities.c.account_id == account_id)
    found = (await connection.execute(select(identities.c.subject).where(mine))).scalar()
    return None if found is None else str(found)
