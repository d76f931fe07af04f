from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bridges.fields import FIELDS, KEYS, Kind, Reason, WrongError, matched, moment, read_rows

ZONE = ZoneInfo("Europe/Stockholm")
TAKEN = (Kind.PUPILS, Kind.GUARDIANS, Kind.STAFF, Kind.LESSONS)


def test_columns_are_found_by_what_they_are_usually_called_and_none_is_taken_twice() -> None:
    header = ["Nr", "NAMN", "E-post", "elev", "rest"]
    assert matched(Kind.STAFF, header, {}) == {"id": "Nr", "name": "NAMN", "email": "E-post"}
    chosen = {"name": "rest", "email": "gone"}
    assert matched(Kind.STAFF, header, chosen) == {"id": "Nr", "name": "rest"}


def test_a_time_without_an_offset_is_meant_where_the_school_is_summer_and_winter() -> None:
    assert moment("2027-01-15 14:30", ZONE) == moment("2027-01-15T13:30+00:00", ZONE)
    assert moment("2027-07-15 14:30", ZONE) == moment("2027-07-15T12:30Z", ZONE)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2027-01-15", "14:30", "1827-01-15 14:30", "2027-13-01 1:1"]
)
def test_what_is_no_day_and_time_is_refused(text: str) -> None:
    with pytest.raises(WrongError) as refused:
        moment(text, ZONE)
    assert refused.value.reason is Reason.NO_DATE


WIDEST = max(len(FIELDS[kind]) for kind in TAKEN)
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["yes", "30", "teacher", "a@b.org", "2027-01-15 14:30", "Luleå 60 %"]),
)


@given(st.sampled_from(TAKEN), st.lists(st.lists(CELL, min_size=WIDEST, max_size=WIDEST), max_size=6))
def test_every_row_is_taken_or_named_and_none_is_both(kind: Kind, rows: list[list[str]]) -> None:
    header = [field.name for field in FIELDS[kind]]
    rows = [row[: len(header)] for row in rows]
    good, faults = read_rows(kind, header, rows, {name: name for name in header}, ZONE)
    taken, named = {row.n for row in good}, {fault.row for fault in faults}
    assert taken.isdisjoint(named)
    assert taken | named == {n for n, row in enumerate(rows, start=2) if any(row)}
    assert len({tuple(row.values[name] for name in KEYS[kind]) for row in good}) == len(good)
