"""Write the region into a database that holds nothing else, in one go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.border_tables import (
    agreement,
    agreement_approval,
    agreement_party,
    agreement_teacher,
    agreement_version,
    attendance,
    delivery,
    ledger_entry,
    settlement,
)
from server.db.staff_tables import staff_card
from server.db.tables import (
    account,
    guardian,
    invite,
    lesson,
    membership,
    membership_role,
    municipality,
    person,
    retention,
)
from server.delivered.months import month_of
from server.delivered.schemas import SettlementOut
from server.errors import ServerError
from server.ledger.carrying import balances
from server.ledger.entries import POST, Entry, Kind
from server.ledger.settlement import Form, Tariff, Total, settle
from server.privacy.retention import Kind as Kept
from server.region.lessons import rows_of, weeks
from server.region.plan import Deal, Region, draw, new_id

#: Four school years are what the region is for: here they stay, else the daily job would take them.
KEPT_DAYS = 2000
_BATCH = 5000
_POST_MINOR = 420_000
_Alike = tuple[int, Kind, str, str, str]


class RegionRefusedError(ServerError):
    """The database is somebody's."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds people, lessons or municipalities already.",
            "Choose an empty data directory with --data-dir: a region stands beside no real people.",
        )


async def seed_region(
    database: Database, *, seed: int, until: date, now_s: float, scale: float = 1.0
) -> Counter[str]:
    """Draw a region and store it; return how many rows each table got.

    Parameters
    ----------
    database : Database
        Up to date, and empty.
    seed : int
    until : date
        The last day with lessons, planned ones included.
    now_s : float
        What began before was held, confirmed and settled.
    scale : float
        Of pupils; 1.0 is the whole region.

    Raises
    ------
    RegionRefusedError
        It holds something.
    """
    dice = Random(seed)  # noqa: S311 - nothing secret
    region = draw(dice, until, scale=scale)
    count: Counter[str] = Counter()
    async with database.write() as connection:
        for table in (municipality, person, account, lesson, agreement):
            if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
                raise RegionRefusedError
        writer = _Writer(connection, count)
        begins_s = datetime.combine(region.first_day, datetime.min.time(), UTC).timestamp()
        await _people(writer, region, dice, begins_s)
        await writer.add(staff_card, _cards(region, begins_s))
        for deal in region.deals:
            await _deal(writer, deal, begins_s)
        entries: list[Entry] = []
        for week in weeks(region, dice, now_s):
            await writer.add(lesson, week.lessons)
            await writer.add(invite, week.invites)
            await writer.add(delivery, week.deliveries)
            await writer.add(attendance, week.attendances)
            entries += week.entries
        entries += _costs(region, now_s)
        entries.sort(key=lambda one: (one.at_s, one.agreement_id, one.reference, one.kind))
        await writer.add(ledger_entry, rows_of(entries, 1))
        await writer.add(settlement, _settlements(region, entries, now_s))
    return count


class _Writer:
    def __init__(self, connection: AsyncConnection, count: Counter[str]) -> None:
        self._connection = connection
        self._count = count

    async def add(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        every = list(rows)
        for first in range(0, len(every), _BATCH):
            await self._connection.execute(table.insert(), every[first : first + _BATCH])
        self._count[table.name] += len(every)


async def _people(writer: _Writer, region: Region, dice: Random, begins_s: float) -> None:
    made = {"created_s": begins_s}
    await writer.add(municipality, ({"id": one, "name": name} | made for one, name in region.towns.items()))
    kept = (Kept.LESSON, Kept.PERSON)
    await writer.add(
        retention,
        (
            {"municipality_id": one, "kind": kind.value, "days": KEPT_DAYS}
            for one in region.towns
            for kind in kept
        ),
    )
    await writer.add(
        person,
        (
            {"id": one.id, "municipality_id": one.town, "name": one.name, "minor": one.minor} | made
            for one in region.people
        ),
    )
    members = [(new_id(dice), one) for one in region.people if one.account]
    await writer.add(
        account, ({"id": one.account, "email": one.email} | made for _, one in members if one.home is None)
    )
    await writer.add(
        membership,
        (
            {"id": made_id, "account_id": one.account, "municipality_id": one.town, "person_id": one.id}
            | made
            for made_id, one in members
        ),
    )
    await writer.add(
        membership_role,
        ({"membership_id": made_id, "role": role} for made_id, one in members for role in one.roles),
    )
    await writer.add(
        guardian,
        (
            {"guardian_id": one.id, "pupil_id": pupil.id, "confirmed_s": begins_s} | made
            for one, pupil in region.guardians
        ),
    )


def _cards(region: Region, begins_s: float) -> Iterator[dict[str, Any]]:
    """What every teacher teaches; whoever is lent, and a third of the others, offers hours and travels."""
    lent = {guest.home.id for deal in region.deals for guest in deal.guests if guest.home}
    teachers = [one for one in region.people if one.id in region.subjects]
    for number, one in enumerate(teachers):
        offers = one.id in lent or number % 3 == 0
        yield {
            "person_id": one.id,
            "subjects": json.dumps([region.subjects[one.id]]),
            "languages": json.dumps(["Swedish", "Finnish"][: 1 + number % 2]),
            "employers": json.dumps([{"name": region.towns[one.town], "percent": 40 + 10 * (number % 7)}]),
            "offered_min": 60 * (1 + number % 4) if offers else 0,
            "travels": offers,
            "travel_km": 50 * (1 + number % 3) if offers else None,
            "changed_s": begins_s,
        }


async def _deal(writer: _Writer, deal: Deal, begins_s: float) -> None:
    parties = [one.municipality for one in deal.versions[0].terms.parties]
    await writer.add(agreement, [{"id": deal.id, "created_s": begins_s}])
    await writer.add(agreement_party, ({"agreement_id": deal.id, "municipality_id": one} for one in parties))
    deal.versions = [
        replace(one, proposed_s=datetime.combine(one.terms.valid_from, datetime.min.time(), UTC).timestamp())
        for one in deal.versions
    ]
    for one in deal.versions:
        named = {"agreement_id": deal.id, "version": one.number}
        said = {
            "proposed_by": deal.proposer,
            "proposed_s": one.proposed_s,
            "terms": one.terms.model_dump_json(),
        }
        await writer.add(agreement_version, [named | said])
        approved = ({"municipality_id": each, "approved_s": one.proposed_s} for each in parties)
        await writer.add(agreement_approval, (named | each for each in approved))
    await writer.add(
        agreement_teacher,
        (
            {
                "agreement_id": deal.id,
                "person_id": guest.home.id,
                "municipality_id": guest.town,
                "guest_id": guest.id,
                "offered_s": begins_s,
            }
            for guest in deal.guests
            if guest.home is not None
        ),
    )


def _months(region: Region, now_s: float) -> list[str]:
    """Every month that is over, the earliest first."""
    this = month_of(datetime.fromtimestamp(now_s, UTC).date())
    found, year, number = [], region.first_day.year, region.first_day.month
    while (month := f"{year:04d}-{number:02d}") < this:
        found.append(month)
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
    return found


def _costs(region: Region, now_s: float) -> list[Entry]:
    """What the shared posts have cost their employers, month by month."""
    found = []
    for deal in region.deals:
        for month in _months(region, now_s) if deal.form is Form.JOINT_POST else ():
            day = date.fromisoformat(f"{month}-01")
            counts = [one for one in deal.versions if one.terms.valid_from <= day]
            at_s = datetime.combine(day, datetime.min.time(), UTC).timestamp()
            found.append(
                Entry(
                    n=0,
                    agreement_id=deal.id,
                    version=counts[-1].number,
                    month=month,
                    day=day.isoformat(),
                    kind=Kind.COST,
                    unit="EUR",
                    amount=_POST_MINOR,
                    giver=deal.proposer,
                    taker=POST,
                    reference="",
                    at_s=at_s,
                )
            )
    return found


def _settlements(region: Region, entries: list[Entry], now_s: float) -> Iterator[dict[str, Any]]:
    """Close every month but the last one that is over, which somebody has still to close."""
    totals: dict[tuple[str, str], Counter[_Alike]] = {}
    for one in entries:
        alike = (one.version, one.kind, one.unit, one.giver, one.taker)
        totals.setdefault((one.agreement_id, one.month), Counter())[alike] += one.amount
    for deal in region.deals:
        tariffs = {one.number: one.terms.tariff() for one in deal.versions}
        before: list[Total] = []
        for month in _months(region, now_s)[:-1]:
            found = totals.get((deal.id, month))
            if found is None:
                continue
            sums = [Total(*alike, False, amount) for alike, amount in found.items()]
            said = _settled(month, tariffs, before, sums)
            before += sums
            yield {
                "agreement_id": deal.id,
                "month": month,
                "closed_by": deal.proposer,
                "closed_s": now_s,
                "said": said.model_dump_json(),
            }


def _settled(month: str, tariffs: dict[int, Tariff], before: list[Total], sums: list[Total]) -> SettlementOut:
    """A month as it is closed; of an exchange with what is carried."""
    named = {one.version: tariffs[one.version] for one in sums}
    counted = {one.version: tariffs[one.version] for one in (*before, *sums)}
    hours = [asdict(one) for one in balances(counted, before, sums)]
    return SettlementOut.model_validate(
        {"month": month, "settled": True, "balances": hours} | asdict(settle(named, sums))
    )
