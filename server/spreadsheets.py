"""Tables as files that people open in spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from server.cells import Cell, neutral

__all__ = ["TYPES", "WRITERS", "Format", "write_csv", "write_xlsx"]

Format = Literal["csv", "xlsx"]
TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rows = Sequence[Sequence[Cell]]


def write_csv(header: Sequence[str], rows: Rows) -> bytes:
    """Write a table that spreadsheets open as UTF-8, and take no cell of for a formula."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerows([[_neutral(cell) for cell in row] for row in (header, *rows)])
    return ("\ufeff" + out.getvalue()).encode()


def write_xlsx(header: Sequence[str], rows: Rows) -> bytes:
    """Write the same as a spreadsheet: texts as texts, numbers as numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 - costs a third of a second, where few ask for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.utils.exceptions import IllegalCharacterError  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Klangbro")
    for row in (header, *rows):
        cells = []
        for value in row:
            try:
                cell = WriteOnlyCell(sheet, value=_neutral(value))  # type: ignore[arg-type] # Decimal is one of its numbers
            except IllegalCharacterError:
                cell = WriteOnlyCell(sheet, value="")
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS: dict[Format, Callable[[Sequence[str], Rows], bytes]] = {"csv": write_csv, "xlsx": write_xlsx}


def _neutral(cell: Cell) -> str | int | Decimal:
    return neutral(cell) if isinstance(cell, str) else cell
