"""People, and which account is who in which municipality."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import guardian as guardians
from server.db.tables import membership as memberships
from server.db.tables import membership_role as roles
from server.db.tables import person as people
from server.roles.names import AccountRole


@dataclass(frozen=True)
class Person:
    id: str
    municipality_id: str
    name: str
    minor: bool
    protected: bool
    created_s: float


@dataclass(frozen=True)
class Membership:
    """An account in a municipality, with the roles it holds there."""

    id: str
    account_id: str
    municipality_id: str
    person_id: str
    roles: frozenset[AccountRole]


@dataclass(frozen=True)
class Guardianship:
    guardian_id: str
    pupil_id: str
    created_s: float
    confirmed_s: float | None = None


async def add_person(
    connection: AsyncConnection,
    municipality_id: str,
    name: str,
    now_s: float,
    *,
    minor: bool = False,
    protected: bool = False,
) -> Person:
    made = new_person(municipality_id, name, now_s, minor=minor, protected=protected)
    await store_person(connection, made)
    return made


async def store_person(connection: AsyncConnection, made: Person) -> None:
    await connection.execute(people.insert().values(asdict(made)))


def new_person(
    municipality_id: str, name: str, now_s: float, *, minor: bool = False, protected: bool = False
) -> Person:
    """Make somebody with an id of their own, who is stored nowhere yet."""
    return Person(secrets.token_hex(8), municipality_id, name, minor, protected, now_s)


async def find_person(connection: AsyncConnection, municipality_id: str, person_id: str) -> Person | None:
    """One of this municipality's people; another's is nobody here."""
    mine = (people.c.id == person_id) & (people.c.municipality_id == municipality_id)
    row = (await connection.execute(select(people).where(mine))).mappings().first()
    return None if row is None else Person(**row)


async def everybody(connection: AsyncConnection, municipality_id: str) -> dict[str, Person]:
    """All of a municipality's people by id, those whose identity is protected too: for no list."""
    query = select(people).where(people.c.municipality_id == municipality_id)
    return {row["id"]: Person(**row) for row in (await connection.execute(query)).mappings()}


async def rename(connection: AsyncConnection, person_id: str, name: str) -> None:
    await connection.execute(update(people).where(people.c.id == person_id).values(name=name))


async def list_people(
    connection: AsyncConnection, municipality_id: str, role: AccountRole | None = None
) -> list[Person]:
    """All, or all who are this here, but those whose identity is protected, whom no list shows."""
    query = (
        # By their place: of a whole municipality the names of the columns cost more than the rows.
        select(*(people.c[field.name] for field in fields(Person)))
        .where(people.c.municipality_id == municipality_id, people.c.protected.is_(False))
        .order_by(people.c.name, people.c.id)
    )
    if role is not None:
        theirs = select(memberships.c.person_id).join(roles, roles.c.membership_id == memberships.c.id)
        query = query.where(people.c.id.in_(theirs.where(roles.c.role == role.value)))
    return [Person(*row) for row in await connection.execute(query)]


async def join(
    connection: AsyncConnection, account_id: str, person: Person, held: Iterable[AccountRole], now_s: float
) -> Membership:
    """Make an account one of a municipality's people."""
    made = Membership(secrets.token_hex(8), account_id, person.municipality_id, person.id, frozenset(held))
    row = {k: v for k, v in asdict(made).items() if k != "roles"} | {"created_s": now_s}
    await connection.execute(memberships.insert().values(row))
    await _add_roles(connection, made.id, made.roles)
    return made


async def set_roles(connection: AsyncConnection, membership_id: str, held: Iterable[AccountRole]) -> None:
    await connection.execute(delete(roles).where(roles.c.membership_id == membership_id))
    await _add_roles(connection, membership_id, held)


async def _add_roles(connection: AsyncConnection, membership_id: str, held: Iterable[AccountRole]) -> None:
    rows = [{"membership_id": membership_id, "role": role.value} for role in sorted(held)]
    if rows:
        await connection.execute(roles.insert(), rows)


async def leave(connection: AsyncConnection, membership_id: str) -> None:
    """End a membership with its roles; the person stays, for their lessons name them."""
    await connection.execute(delete(roles).where(roles.c.membership_id == membership_id))
    await connection.execute(delete(memberships).where(memberships.c.id == membership_id))


async def memberships_of(connection: AsyncConnection, account_id: str) -> list[Membership]:
    """Everything an account is, in every municipality."""
    return await _memberships(connection, account_id=account_id)


async def membership(connection: AsyncConnection, account_id: str, municipality_id: str) -> Membership | None:
    found = await _memberships(connection, account_id=account_id, municipality_id=municipality_id)
    return found[0] if found else None


async def member_of(connection: AsyncConnection, municipality_id: str, person_id: str) -> Membership | None:
    """The account that one of a municipality's people has."""
    found = await _memberships(connection, municipality_id=municipality_id, person_id=person_id)
    return found[0] if found else None


async def members(connection: AsyncConnection, municipality_id: str) -> list[Membership]:
    """Every account that is somebody in a municipality."""
    return await _memberships(connection, municipality_id=municipality_id)


async def _memberships(connection: AsyncConnection, **wanted: str) -> list[Membership]:
    query = (
        select(
            memberships.c.id,
            memberships.c.account_id,
            memberships.c.municipality_id,
            memberships.c.person_id,
            roles.c.role,
        )
        .outerjoin(roles, roles.c.membership_id == memberships.c.id)
        .where(*(memberships.c[name] == value for name, value in wanted.items()))
        .order_by(memberships.c.created_s, memberships.c.id)
    )
    found: dict[str, Membership] = {}
    for made_id, account_id, municipality_id, person_id, role in await connection.execute(query):
        before = found.get(made_id)
        held = before.roles if before else frozenset()
        if role is not None:
            held |= {AccountRole(role)}
        found[made_id] = Membership(made_id, account_id, municipality_id, person_id, held)
    return list(found.values())


async def add_guardian(connection: AsyncConnection, guardian_id: str, pupil_id: str, now_s: float) -> None:
    """Name somebody a pupil's guardian, unless that is so already."""
    mine = (guardians.c.guardian_id == guardian_id) & (guardians.c.pupil_id == pupil_id)
    if (await connection.execute(select(guardians.c.pupil_id).where(mine))).scalar() is None:
        await connection.execute(
            guardians.insert().values(asdict(Guardianship(guardian_id, pupil_id, now_s)))
        )


async def confirm_guardian(
    connection: AsyncConnection, guardian_id: str, now_s: float, *, pupil_id: str | None = None
) -> None:
    """Note that somebody has confirmed to be a pupil's guardian, or that of all who name them."""
    unconfirmed = (guardians.c.guardian_id == guardian_id) & guardians.c.confirmed_s.is_(None)
    if pupil_id is not None:
        unconfirmed &= guardians.c.pupil_id == pupil_id
    await connection.execute(update(guardians).where(unconfirmed).values(confirmed_s=now_s))


async def guardianships(
    connection: AsyncConnection, municipality_id: str, *, guardian_id: str | None = None
) -> list[Guardianship]:
    """Whose guardian who is in a municipality, or one guardian's alone."""
    query = (
        select(*(guardians.c[field.name] for field in fields(Guardianship)))
        .join(people, people.c.id == guardians.c.pupil_id)
        .where(people.c.municipality_id == municipality_id)
        .order_by(guardians.c.created_s, guardians.c.guardian_id)
    )
    if guardian_id is not None:
        query = query.where(guardians.c.guardian_id == guardian_id)
    return [Guardianship(*row) for row in await connection.execute(query)]
