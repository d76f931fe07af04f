"""Whether somebody may be recorded, cut into clips, shared: asked here and nowhere else.

A permission is an adult's own or, for a minor, a confirmed guardian's. Rows are only ever added; the newest
one of a person and a purpose holds, until it is withdrawn, its date is over, or whoever gave it may not
give it any more: the guardian is none, or the pupil has come of age.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.db.tables import guardian, person
from server.db.tables import permission as permissions
from server.privacy.errors import PermissionRefusedError, PersonUnknownError


class Purpose(StrEnum):
    """What is asked. Each stands alone: none implies another."""

    RECORDING = "recording"  # a lesson's sound is kept
    PICTURE = "picture"  # ... and its picture, where its sound is
    CLIPS = "clips"  # a marked moment is kept for practising
    SHARING = "sharing"  # what was kept is shown to somebody who was not in the lesson


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer; true if it is permitted. ``given_by`` is a person's id, times are unix seconds."""

    person_id: str
    purpose: Purpose
    granted: bool
    given_by: str | None = None
    at_s: float | None = None
    until_s: float | None = None

    def __bool__(self) -> bool:
        return self.granted


Listener = Callable[[str, Purpose], None]


class Permissions:
    """Ask, give and withdraw.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.

    Notes
    -----
    Whoever has begun something on a permission (a recording that runs) registers with `on_withdrawal` and
    is called with person and purpose as soon as it does not hold any more: at once for what happens in this
    process, and from `watch` (server/privacy/withdrawals.py) for what happens elsewhere or by time.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s
        self._listeners: list[Listener] = []

    async def permission(self, person_id: str | None, purpose: Purpose) -> Permission:
        """Whether a person may be ...; nobody known (None, an unknown id) has permitted anything."""
        if person_id is None:
            return Permission("", purpose, granted=False)
        async with self._database.read() as connection:
            return await ask(connection, person_id, purpose, now_s=self._now_s())

    async def of(self, person_id: str) -> list[Permission]:
        """How things stand for every purpose. Raises PersonUnknownError."""
        async with self._database.read() as connection:
            await _person(connection, person_id)
            return [await ask(connection, person_id, each, now_s=self._now_s()) for each in Purpose]

    async def give(
        self, person_id: str, purpose: Purpose, *, given_by: str, actor: str, until_s: float | None = None
    ) -> Permission:
        """Note that a guardian (or the adult in question) permits something.

        Parameters
        ----------
        given_by : str
            The person who permits.
        actor : str
            Who notes it, for the audit log.

        Raises
        ------
        PersonUnknownError
        PermissionRefusedError
            It is not theirs to permit, or its date is over already.
        """
        now_s = self._now_s()
        if until_s is not None and until_s <= now_s:
            raise PermissionRefusedError("This permission would be over already.", "Give a later date.")
        async with self._database.write() as connection:
            asked = await _person(connection, person_id)
            if not await _may_give(connection, asked, given_by):
                raise PermissionRefusedError(
                    "Only a confirmed guardian permits this for a minor."
                    if asked["minor"]
                    else "An adult permits this alone.",
                    "Let the guardian confirm first." if asked["minor"] else "Ask the person.",
                )
            row = {"purpose": purpose.value, "given_by": given_by, "at_s": now_s, "until_s": until_s}
            await connection.execute(permissions.insert().values(person_id=person_id, granted=True, **row))
            await _log(connection, Action.PERMISSION_GIVEN, asked, purpose, actor=actor, at_s=now_s)
        return Permission(person_id, purpose, True, given_by, now_s, until_s)

    async def withdraw(self, person_id: str, purpose: Purpose, *, by: str, actor: str) -> None:
        """Take a permission back, for good measure also where there was none.

        Whoever may give may withdraw, and so may the minor: withdrawing is never harder than giving.

        Raises
        ------
        PersonUnknownError, PermissionRefusedError
        """
        now_s = self._now_s()
        async with self._database.write() as connection:
            asked = await _person(connection, person_id)
            if by != person_id and not await _may_give(connection, asked, by):
                raise PermissionRefusedError(
                    "This permission is not theirs to withdraw.", "Ask the person or a guardian."
                )
            row = {"purpose": purpose.value, "given_by": by, "at_s": now_s}
            await connection.execute(permissions.insert().values(person_id=person_id, granted=False, **row))
            await _log(connection, Action.PERMISSION_WITHDRAWN, asked, purpose, actor=actor, at_s=now_s)
        self.tell(person_id, purpose)

    def on_withdrawal(self, listener: Listener) -> Callable[[], None]:
        """Be told of withdrawals; call what is returned to hear no more. Listeners must not wait."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, person_id: str, purpose: Purpose) -> None:
        """Tell everybody who listens."""
        for listener in list(self._listeners):
            listener(person_id, purpose)


async def ask(connection: AsyncConnection, person_id: str, purpose: Purpose, *, now_s: float) -> Permission:
    """`Permissions.permission` within a transaction of one's own."""
    newest = (
        select(permissions)
        .where(permissions.c.person_id == person_id, permissions.c.purpose == purpose.value)
        .order_by(permissions.c.n.desc())
        .limit(1)
    )
    row = (await connection.execute(newest)).mappings().first()
    if row is None:
        return Permission(person_id, purpose, granted=False)
    whose = await _person(connection, person_id)
    holds = (
        bool(row["granted"])
        and (row["until_s"] is None or now_s < row["until_s"])
        and await _may_give(connection, whose, row["given_by"])
    )
    return Permission(person_id, purpose, holds, row["given_by"], row["at_s"], row["until_s"])


async def _person(connection: AsyncConnection, person_id: str) -> RowMapping:
    row = (await connection.execute(select(person).where(person.c.id == person_id))).mappings().first()
    if row is None:
        raise PersonUnknownError
    return row


async def _may_give(connection: AsyncConnection, whose: RowMapping, giver: str) -> bool:
    if not whose["minor"]:
        return giver == str(whose["id"])
    query = select(guardian.c.guardian_id).where(
        guardian.c.pupil_id == whose["id"],
        guardian.c.guardian_id == giver,
        guardian.c.confirmed_s.is_not(None),
    )
    return (await connection.execute(query)).first() is not None


async def _log(
    connection: AsyncConnection,
    action: Action,
    whose: RowMapping,
    purpose: Purpose,
    *,
    actor: str,
    at_s: float,
) -> None:
    await append(
        connection,
        action,
        at_s=at_s,
        actor=actor,
        subject=await pseudonym_of(connection, str(whose["id"])),
        municipality=str(whose["municipality_id"]),
        details={"purpose": purpose.value},
    )
