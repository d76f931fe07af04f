"""Take tables in and give them out; a dry run does the same and keeps nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from zoneinfo import ZoneInfo

from server.audit import Action, append
from server.bridges import repository
from server.bridges.errors import ColumnsError
from server.bridges.fields import FIELDS, WORDS, Fault, Kind, Reason, matched, read_rows
from server.bridges.guardians_in import Guardians
from server.bridges.lessons_in import LessonRows
from server.bridges.out import table_of
from server.bridges.people_in import Pupils, Staff
from server.bridges.schemas import FaultOut, FieldOut, ImportOut, MappingOut
from server.bridges.sheet import Sheet, read_sheet
from server.bridges.taking import Done, Outcome, Taker
from server.db import Database
from server.lessons.service import Lessons
from server.spreadsheets import WRITERS, Format

#: So many rows are one transaction: a room that has to be stored does not wait for the whole file.
ROWS_AT_ONCE = 250
FAULTS_TOLD = 1000
#: A lesson may move to where another one was that a later row moves, and so on: in so many steps.
MOST_ROUNDS = 20


class _DryRunError(Exception):
    """Takes back what a dry run has written."""


class Bridges:
    """Tables of every municipality of this server.

    Parameters
    ----------
    database : Database
    lessons : Lessons
        Makes rows and invites.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, lessons: Lessons, now_s: Callable[[], float]) -> None:
        self._database = database
        self._lessons = lessons
        self._now_s = now_s

    async def mapping(self, municipality_id: str, kind: Kind) -> MappingOut:
        """Return a kind's fields, and the columns that were chosen for them."""
        async with self._database.read() as connection:
            columns = await repository.columns_of(connection, municipality_id, kind)
        fields = [FieldOut(name=one.name, required=one.required) for one in FIELDS[kind]]
        return MappingOut(fields=fields, columns=columns)

    async def map(self, municipality_id: str, kind: Kind, columns: Mapping[str, str]) -> MappingOut:
        """Choose columns for fields. Raises ColumnsError."""
        known = {one.name for one in FIELDS[kind]}
        if not set(columns) <= known or len(set(columns.values())) < len(columns):
            raise ColumnsError
        async with self._database.write() as connection:
            await repository.save_columns(connection, municipality_id, kind, columns, self._now_s())
        return await self.mapping(municipality_id, kind)

    async def take_in(
        self,
        municipality_id: str,
        kind: Kind,
        data: bytes,
        *,
        actor: str,
        zone: ZoneInfo,
        dry_run: bool = False,
    ) -> ImportOut:
        """Take in a file: the rows that are right, each of the others named.

        Raises
        ------
        TableKindError, TableTooLargeError
        """
        sheet = await asyncio.to_thread(read_sheet, data)
        async with self._database.read() as connection:
            saved = await repository.columns_of(connection, municipality_id, kind)
        columns = matched(kind, sheet.header, saved)
        missing = [one.name for one in FIELDS[kind] if one.required and one.name not in columns]
        outcome = Outcome()
        if not missing:
            outcome = await self._take(municipality_id, kind, sheet, columns, zone=zone, dry_run=dry_run)
        rows = {fault.row for fault in outcome.faults}
        if not dry_run and not missing:
            await self._audit(Action.IMPORTED, municipality_id, actor, kind, len(sheet.rows) - len(rows))
        return ImportOut(
            kind=kind,
            dry_run=dry_run,
            rows=len(sheet.rows),
            added=outcome.done[Done.ADDED],
            changed=outcome.done[Done.CHANGED],
            unchanged=outcome.done[Done.UNCHANGED],
            fault_rows=len(rows),
            faults=[_told(one, columns) for one in sorted(outcome.faults, key=_place)[:FAULTS_TOLD]],
            header=sheet.header,
            columns=columns,
            missing=missing,
        )

    async def _take(
        self,
        here: str,
        kind: Kind,
        sheet: Sheet,
        columns: Mapping[str, str],
        *,
        zone: ZoneInfo,
        dry_run: bool,
    ) -> Outcome:
        good, faults = await asyncio.to_thread(read_rows, kind, sheet.header, sheet.rows, columns, zone)
        outcome = Outcome(faults=faults)
        taker = self._taker(here, kind, zone, dry_run=dry_run)
        async with self._database.read() as connection:
            await taker.learn(connection)
        rows = good
        for _ in range(MOST_ROUNDS):
            outcome.engaged = []
            for first in range(0, len(rows), ROWS_AT_ONCE):
                with suppress(_DryRunError):
                    async with self._database.write() as connection:
                        await taker.take(connection, rows[first : first + ROWS_AT_ONCE], outcome)
                        if dry_run:
                            raise _DryRunError
            if len(outcome.engaged) in {0, len(rows)}:  # nobody has moved on since
                break
            rows = outcome.engaged
        outcome.faults += [Fault(row.n, "begins", Reason.ENGAGED) for row in outcome.engaged]
        return outcome

    def _taker(self, here: str, kind: Kind, zone: ZoneInfo, *, dry_run: bool) -> Taker:
        if kind is Kind.PUPILS:
            return Pupils(here, self._now_s())
        if kind is Kind.GUARDIANS:
            return Guardians(here, self._now_s(), dry_run=dry_run)
        if kind is Kind.STAFF:
            return Staff(here, self._now_s())
        return LessonRows(here, self._now_s(), self._lessons, zone)

    async def give_out(
        self, municipality_id: str, kind: Kind, form: Format, *, actor: str, zone: ZoneInfo
    ) -> bytes:
        """Write a municipality's people, lessons or hours as a file."""
        async with self._database.read() as connection:
            header, rows = await table_of(connection, municipality_id, kind, zone)
        await self._audit(Action.TABLE_EXPORTED, municipality_id, actor, kind, len(rows))
        return await asyncio.to_thread(WRITERS[form], header, rows)

    async def _audit(self, action: Action, municipality_id: str, actor: str, kind: Kind, rows: int) -> None:
        async with self._database.write() as connection:
            await append(
                connection,
                action,
                at_s=self._now_s(),
                actor=actor,
                municipality=municipality_id,
                details={"kind": kind.value, "rows": rows},
            )


def _place(fault: Fault) -> tuple[int, str]:
    return fault.row, fault.field


def _told(fault: Fault, columns: Mapping[str, str]) -> FaultOut:
    return FaultOut(
        row=fault.row,
        column=columns.get(fault.field, fault.field),
        reason=fault.reason,
        text=WORDS[fault.reason],
    )
