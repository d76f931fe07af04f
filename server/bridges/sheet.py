"""Files as tables: a header and rows of text, whatever they were; never more than can be held.

A spreadsheet is a zip of XML: what it says it unpacks to is counted before anything is unpacked, and the
zip's reader gives no more than was said.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from server.bridges.errors import TableKindError, TableTooLargeError
from server.cells import plain

MAX_BYTES = 5 * 2**20
MAX_UNPACKED_BYTES = 40 * 2**20
MAX_PARTS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CHARS = 4000


@dataclass(frozen=True)
class Sheet:
    """``rows`` are as long as ``header``; row 2 is the first, as spreadsheets count."""

    header: list[str]
    rows: list[list[str]]


def read_sheet(data: bytes) -> Sheet:
    """Read CSV (UTF-8 or Windows-1252; comma, semicolon or tab) or the first sheet of an XLSX file.

    Raises
    ------
    TableKindError
    TableTooLargeError
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    lines = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    header = [cell.strip() for cell in next(lines, [])]
    while header and not header[-1]:
        header.pop()
    if not header or len(header) > MAX_COLUMNS:
        raise TableKindError
    rows: list[list[str]] = []
    for line in lines:
        if len(rows) >= MAX_ROWS:
            raise _too_large()
        cells = [plain(cell.strip()) for cell in line[: len(header)]]
        if any(len(cell) > MAX_CHARS for cell in cells):
            raise _too_large()
        rows.append(cells + [""] * (len(header) - len(cells)))
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet(header, rows)


def _too_large() -> TableTooLargeError:
    return TableTooLargeError(MAX_ROWS, MAX_BYTES)


def _csv(data: bytes) -> Iterator[list[str]]:
    if b"\0" in data:
        raise TableKindError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as older spreadsheets of the west write it
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise TableKindError from error


def _xlsx(data: bytes) -> Iterator[list[str]]:
    # Takes a moment to import, and most servers read no spreadsheet at most times.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _too_large()
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        bounds = {"max_row": MAX_ROWS + 2, "max_col": MAX_COLUMNS + 1}
        for row in sheet.iter_rows(values_only=True, **bounds):
            yield [_text(cell) for cell in row]
    except TableTooLargeError:
        raise
    # A file from outside may break its reader in any way; all of them say that it is no table.
    except Exception as error:
        raise TableKindError from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
