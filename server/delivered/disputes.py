"""Dispute an entry, and say what should become of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.errors import DisputeError
from server.agreements.service import known
from server.agreements.standing import Agreement
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.delivered import dispute_repository as repository
from server.delivered.dispute_repository import Dispute
from server.delivered.disputing import DisputeOutcome, agreed, sides_of, taken_back
from server.delivered.repository import unconfirm
from server.delivered.schemas import DisputeOut, NewDispute, entry_out
from server.errors import UnknownHereError
from server.ledger import repository as ledger
from server.ledger.entries import Entry
from server.people.repository import Membership


class Disputes:
    """What municipalities hold to be wrong in their agreements' ledgers.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def open(self, member: Membership, agreement_id: str, new: NewDispute) -> DisputeOut:
        """Dispute an entry, and with it all that was entered for the same lesson.

        Raises
        ------
        UnknownHereError
        DisputeError
            It does not stand, is none of one's own municipality's, or is disputed already.
        """
        async with self._database.write() as connection:
            agreement = await known(connection, member.municipality_id, agreement_id)
            entry = await ledger.find(connection, agreement.id, new.entry)
            if entry is None or member.municipality_id not in _sides(agreement, entry):
                raise DisputeError
            if await repository.open_about(connection, entry):
                raise DisputeError
            made = await repository.add(
                connection, entry, by=member.municipality_id, reason=new.reason, now_s=self._now_s()
            )
            await self._audit(connection, Action.HOURS_DISPUTED, member, agreement, entry)
            return await self._out(connection, agreement, made)

    async def say(
        self, member: Membership, agreement_id: str, dispute_id: str, outcome: DisputeOutcome
    ) -> DisputeOut:
        """Say for one's own side what should become of it; once all sides say the same, it becomes that.

        Raises
        ------
        UnknownHereError
        DisputeError
            It is resolved already, or between others.
        """
        async with self._database.write() as connection:
            agreement = await known(connection, member.municipality_id, agreement_id)
            found = await repository.find(connection, agreement.id, dispute_id)
            if found is None:
                raise UnknownHereError("dispute")
            sides = _sides(agreement, found.entry)
            if found.resolved_s is not None or member.municipality_id not in sides:
                raise DisputeError
            now_s = self._now_s()
            await repository.say(
                connection, found.id, by=member.municipality_id, outcome=outcome, now_s=now_s
            )
            await self._audit(
                connection, Action.DISPUTE_ANSWERED, member, agreement, found.entry, outcome=outcome.value
            )
            together = agreed(sides, {**found.words, member.municipality_id: outcome})
            if together is not None:
                if together is DisputeOutcome.TAKE_BACK:
                    await self._take_back(connection, agreement, found.entry)
                await repository.resolve(connection, found.id, together, now_s)
                await self._audit(
                    connection,
                    Action.DISPUTE_RESOLVED,
                    member,
                    agreement,
                    found.entry,
                    outcome=together.value,
                )
            return await self._out(connection, agreement, found.id)

    async def _take_back(self, connection: AsyncConnection, agreement: Agreement, entry: Entry) -> None:
        standing = [entry]
        if entry.reference:
            standing = await ledger.standing(connection, agreement.id, entry.reference)
            # It can be confirmed anew, as it was.
            await unconfirm(connection, entry.reference)
        settled = await ledger.last_settled(connection, agreement.id)
        await ledger.append(connection, taken_back(standing, settled=settled, at_s=self._now_s()))

    async def _out(self, connection: AsyncConnection, agreement: Agreement, dispute_id: str) -> DisputeOut:
        found = await repository.find(connection, agreement.id, dispute_id)
        assert found is not None
        return dispute_out(agreement, found)

    async def _audit(
        self,
        connection: AsyncConnection,
        action: Action,
        member: Membership,
        agreement: Agreement,
        entry: Entry,
        **more: str,
    ) -> None:
        await append(
            connection,
            action,
            at_s=self._now_s(),
            actor=await pseudonym_of(connection, member.person_id),
            municipality=member.municipality_id,
            details={"agreement": agreement.id, "entry": entry.n, **more},
        )


def dispute_out(agreement: Agreement, found: Dispute) -> DisputeOut:
    """Write a dispute out."""
    return DisputeOut(
        id=found.id,
        entry=entry_out(found.entry),
        raised_by=found.raised_by,
        reason=found.reason,
        raised_at=datetime.fromtimestamp(found.raised_s, UTC),
        sides=sorted(_sides(agreement, found.entry)),
        words=dict(found.words),
        outcome=found.outcome,
        resolved_at=None if found.resolved_s is None else datetime.fromtimestamp(found.resolved_s, UTC),
    )


def disputable(
    agreement: Agreement, municipality_id: str, entries: Collection[Entry], disputes: Collection[Dispute]
) -> list[Entry]:
    """Return which entries a municipality could dispute: those of its own that are not disputed already."""
    open_ones = [one.entry for one in disputes if one.resolved_s is None]
    lessons = {one.reference for one in open_ones if one.reference}
    known = {one.n for one in open_ones}
    return [
        one
        for one in entries
        if one.corrects is None
        and one.n not in known
        and one.reference not in lessons
        and municipality_id in _sides(agreement, one)
    ]


async def open_of(
    connection: AsyncConnection, every: Collection[Agreement], month: str
) -> dict[str, list[DisputeOut]]:
    """Return what is disputed of these agreements' entries of a month, by agreement."""
    by_id = {one.id: one for one in every}
    found: dict[str, list[DisputeOut]] = {one: [] for one in by_id}
    for each in await repository.open_in(connection, by_id, month):
        found[each.agreement_id].append(dispute_out(by_id[each.agreement_id], each))
    return found


def _sides(agreement: Agreement, entry: Entry) -> frozenset[str]:
    version = next(one for one in agreement.versions if one.number == entry.version)
    return sides_of(entry, version.terms)
