from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from server.bridges import sheet
from server.bridges.errors import TableKindError, TableTooLargeError
from server.bridges.sheet import read_sheet
from server.cells import FORMULA, neutral, plain
from server.spreadsheets import write_csv, write_xlsx

HEADER = ["id", "name"]


@pytest.mark.parametrize(
    "data",
    [
        b"id,name\n1,Bo Ek\n",
        b"\xef\xbb\xbfid;name\r\n1;Bo Ek\r\n",
        b"id\tname\n1\tBo Ek\n\n\n",
        b'"id","name","",""\n"1","Bo Ek","",""\n',
    ],
)
def test_commas_semicolons_tabs_and_the_mark_of_utf_8_are_all_read(data: bytes) -> None:
    found = read_sheet(data)
    assert (found.header, found.rows) == (HEADER, [["1", "Bo Ek"]])


def test_what_an_older_spreadsheet_wrote_keeps_its_letters() -> None:
    assert read_sheet("id;name\n1;Åsa Öberg\n".encode("cp1252")).rows == [["1", "Åsa Öberg"]]


def test_a_spreadsheets_days_and_figures_are_read_as_text() -> None:
    from datetime import datetime

    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "begins", "minor", "share"])
    book.active.append([7, datetime.fromisoformat("2027-01-15 14:30"), True, 30.0])
    out = io.BytesIO()
    book.save(out)
    assert read_sheet(out.getvalue()).rows == [["7", "2027-01-15 14:30", "yes", "30"]]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_what_goes_out_comes_in_again(rows: list[list[str]]) -> None:
    rows = [[plain(cell.strip()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    assert read_sheet(write_csv(HEADER, rows)).rows == rows


@pytest.mark.parametrize("begins", FORMULA)
def test_no_cell_that_goes_out_is_a_formula(begins: str) -> None:
    bad = f"{begins}HYPERLINK(1)"
    assert neutral(bad) == f"'{bad}"
    assert plain(neutral(bad)) == bad
    written = load_workbook(io.BytesIO(write_xlsx(HEADER, [["1", bad]])))
    (cell,) = [row[1] for row in written.worksheets[0].iter_rows(min_row=2)]
    assert cell.data_type in {"s", "inlineStr"}
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(write_xlsx(HEADER, [["1", bad]]))).read(
        "xl/worksheets/sheet1.xml"
    )


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04 no zip", b"\0\0\0", b"a," * 61 + b"b\n1\n"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(TableKindError):
        read_sheet(data)


def test_a_file_too_large_is_refused_and_so_is_one_that_would_unpack_to_more() -> None:
    with pytest.raises(TableTooLargeError):
        read_sheet(b"x" * (sheet.MAX_BYTES + 1))
    with pytest.raises(TableTooLargeError):
        read_sheet(b"id\n" + b"1\n" * (sheet.MAX_ROWS + 1))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheet.MAX_UNPACKED_BYTES + 1))
    assert len(bomb.getvalue()) < sheet.MAX_BYTES
    with pytest.raises(TableTooLargeError):
        read_sheet(bomb.getvalue())


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_table_or_is_refused(data: bytes) -> None:
    try:
        found = read_sheet(data)
    except (TableKindError, TableTooLargeError):
        return
    assert all(len(row) == len(found.header) for row in found.rows)
