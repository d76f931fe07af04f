"""Tables of other systems and sounds of a page, as somebody sends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from zoneinfo import ZoneInfo

import numpy as np

from server.bridges.errors import TableKindError, TableTooLargeError
from server.bridges.fields import Kind, matched, read_rows
from server.bridges.sheet import read_sheet
from server.demonstrations.errors import DemonstrationKindError
from server.demonstrations.wave import HEADER_BYTES, read_header, samples
from server.spreadsheets import write_csv
from tests.fuzz.target import Target
from tests.server.demonstrations.sound import wav

ZONE = ZoneInfo("Europe/Stockholm")


def take(data: bytes) -> None:
    """Read a table as every kind; whatever stands in it, each row is taken or named."""
    with suppress(TableKindError, TableTooLargeError):
        sheet = read_sheet(data)
        for kind in (Kind.PUPILS, Kind.GUARDIANS, Kind.STAFF, Kind.LESSONS):
            columns = matched(kind, sheet.header, {})
            good, faults = read_rows(kind, sheet.header, sheet.rows, columns, ZONE)
            assert {row.n for row in good}.isdisjoint(fault.row for fault in faults)


def _seeds() -> Iterator[bytes]:
    yield write_csv(["id", "name", "minor"], [["p1", "Bo Ek", "yes"], ["p2", "=Åsa", ""]])
    yield b"nr;namn;e-post;roll\n1;Anna Lind;anna@example.org;teacher host\n"
    yield b"id\tteacher\tpupil\tbegins\tminutes\n1\tt1\tp1\t2027-01-15 14:30\t40\n"


def hear(data: bytes) -> None:
    """Read a page's sound; what is promised is there, whatever else is."""
    with suppress(DemonstrationKindError):
        said = read_header(data)
        body = data[HEADER_BYTES:]
        if said.bytes == len(body):
            assert samples(body, said.channels).shape[1] == said.channels


def _sounds() -> Iterator[bytes]:
    for channels in (1, 2):
        yield wav(np.linspace(-1, 1, 200, dtype=np.float32).reshape(-1, channels))


TARGETS = (Target("table", take, _seeds), Target("wave", hear, _sounds))
