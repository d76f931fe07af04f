"""An agreement's months: what they come to, and closing them for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository as agreements
from server.agreements.errors import AgreementStateError, MonthError
from server.agreements.service import known
from server.agreements.standing import Agreement
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.delivered import dispute_repository, tables
from server.delivered.disputes import disputable, dispute_out, open_of
from server.delivered.months import day_of, month_of, open_month
from server.delivered.schemas import (
    EntryOut,
    HoursOut,
    NewCost,
    SettlementList,
    SettlementOut,
    entry_out,
)
from server.ledger import repository as ledger
from server.ledger.carrying import balances, is_carried
from server.ledger.entries import POST, Entry, Kind
from server.ledger.settlement import Form, Total, settle
from server.people.repository import Membership

LISTED = 200


class Settling:
    """Hours and settlements of agreements, for their parties' coordinators.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def hours(self, municipality_id: str, agreement_id: str, month: str | None = None) -> HoursOut:
        """Return an agreement's months and newest entries, or a month's. Raises UnknownHereError."""
        async with self._database.read() as connection:
            found = await known(connection, municipality_id, agreement_id)
            entries = await ledger.listing(connection, found.id, month, limit=LISTED)
            disputes = await dispute_repository.listing(connection, found.id, month)
            taken_back = await ledger.taken_back(connection, [one.n for one in entries])
            parties = [one.municipality for one in found.newest.terms.parties]
            return HoursOut(
                months=await ledger.months(connection, found.id),
                settled_to=await ledger.last_settled(connection, found.id) or None,
                names=await agreements.names(connection, parties),
                entries=[entry_out(one) for one in entries],
                disputes=[dispute_out(found, one) for one in disputes],
                disputable=[
                    one.n
                    for one in disputable(found, municipality_id, entries, disputes)
                    if one.n not in taken_back
                ],
            )

    async def settlement(self, municipality_id: str, agreement_id: str, month: str) -> SettlementOut:
        """Return a month as it was closed, or as it would be now. Raises UnknownHereError."""
        async with self._database.read() as connection:
            found = await known(connection, municipality_id, agreement_id)
            said = await ledger.settled(connection, found.id, month)
            if said is None:
                derived = await derive(connection, found, month)
            else:
                derived = SettlementOut.model_validate_json(said)
            disputed = (await open_of(connection, [found], month))[found.id]
        return derived.model_copy(update={"disputed": disputed})

    async def month(self, municipality_id: str, month: str) -> SettlementList:
        """Return a month of every agreement of a municipality, one that nothing was entered in as well."""
        async with self._database.read() as connection:
            every = await agreements.listing(connection, municipality_id)
            found = {one.id: one for one in every if any(each.agreed for each in one.versions)}
            closed = await ledger.settled_of(connection, list(found), month)
            still = [one for one in found if one not in closed]
            totals = await ledger.totals_of(connection, still, month)
            before = await ledger.totals_before(
                connection, [one for one in still if _carries(found[one])], month
            )
            disputed = await open_of(connection, found.values(), month)
        derived = {
            agreement_id: SettlementOut.model_validate_json(closed[agreement_id])
            if agreement_id in closed
            else _counted(one, month, totals[agreement_id], before.get(agreement_id, []))
            for agreement_id, one in found.items()
        }
        return SettlementList(
            settlements={
                agreement_id: said.model_copy(update={"disputed": disputed[agreement_id]})
                for agreement_id, said in derived.items()
            }
        )

    async def close(self, member: Membership, agreement_id: str, month: str) -> SettlementOut:
        """Close a month: nothing is entered into it any more.

        Raises
        ------
        UnknownHereError
        MonthError
            It is not over, is closed already, or an earlier month with entries is not.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            last = await ledger.last_settled(connection, found.id)
            this = month_of(day_of(self._now_s(), found.newest.terms))
            waiting = [one for one in await ledger.months(connection, found.id) if last < one < month]
            if month >= this or month <= last or waiting:
                raise MonthError
            settled = (await derive(connection, found, month)).model_copy(update={"settled": True})
            await ledger.close(
                connection,
                found.id,
                month,
                by=member.municipality_id,
                said=settled.model_dump_json(),
                now_s=self._now_s(),
            )
            disputed = (await open_of(connection, [found], month))[found.id]
            await append(
                connection,
                Action.MONTH_SETTLED,
                at_s=self._now_s(),
                actor=await pseudonym_of(connection, member.person_id),
                municipality=member.municipality_id,
                details={"agreement": found.id, "month": month},
            )
        # What is disputed then is not stored with it: it is no part of what can be counted again.
        return settled.model_copy(update={"disputed": disputed})

    async def add_cost(self, member: Membership, agreement_id: str, new: NewCost) -> EntryOut:
        """Enter what a shared post has cost its employer, who is a party that gives.

        Raises
        ------
        UnknownHereError
        AgreementStateError
            It is no shared post, or one does not employ.
        MonthError
            The month has not begun.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            now_s = self._now_s()
            day = date.fromisoformat(f"{new.month}-01")
            version = found.version_on(day)
            party = None if version is None else version.terms.party(member.municipality_id)
            if (
                version is None
                or party is None
                or not party.gives
                or version.terms.form is not Form.JOINT_POST
            ):
                raise AgreementStateError
            if day > day_of(now_s, version.terms):
                raise MonthError
            last = await ledger.last_settled(connection, found.id)
            entry = Entry(
                n=0,
                agreement_id=found.id,
                version=version.number,
                month=open_month(new.month, last),
                day=day.isoformat(),
                kind=Kind.COST,
                unit=version.terms.currency,
                amount=new.amount_minor,
                giver=member.municipality_id,
                taker=POST,
                reference="",
                at_s=now_s,
            )
            (made,) = await ledger.append(connection, [entry])
        return entry_out(made)

    async def table(self, municipality_id: str, agreement_id: str, month: str) -> tables.Rows:
        """Return a month as a table, a line of it a row. Raises UnknownHereError."""
        said = await self.settlement(municipality_id, agreement_id, month)
        async with self._database.read() as connection:
            parties = [one.municipality for one in said.accounts]
            names = await agreements.names(connection, parties)
        return tables.rows_of(said, names)


async def derive(connection: AsyncConnection, found: Agreement, month: str) -> SettlementOut:
    """Count a month from its entries and the versions they name; whenever it is asked, the same."""
    before = await ledger.totals_before(connection, [found.id], month) if _carries(found) else {}
    return _counted(found, month, await ledger.totals(connection, found.id, month), before.get(found.id, []))


def _carries(found: Agreement) -> bool:
    return any(is_carried(one.terms.tariff()) for one in found.versions)


def _counted(found: Agreement, month: str, totals: list[Total], before: list[Total]) -> SettlementOut:
    tariffs = {one.number: one.terms.tariff() for one in found.versions}
    named = {one.version for one in totals} or {found.newest.number}
    settled = settle({number: tariffs[number] for number in named}, totals)
    # By what was entered alone, so that a version proposed later changes nothing of a month that is closed.
    counted = {one.version for one in (*totals, *before)}
    hours = balances({number: tariffs[number] for number in counted}, before, totals)
    return SettlementOut.model_validate(
        {"month": month, "settled": False, "balances": [asdict(one) for one in hours]} | asdict(settled)
    )
