"""What is written is what the calendar library reads, whatever names there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from server.timetable.calendar import Event, first_name, summary, written

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=80)


@settings(max_examples=25)
@given(WORDS, WORDS, st.integers(0, 4_000_000_000), st.integers(10, 240), st.booleans())
def test_a_calendar_is_read_as_it_was_meant(
    called: str, where: str, begins_s: int, minutes: int, cancelled: bool
) -> None:
    event = Event("o1", begins_s, minutes, called, where, "https://example.org/join#t=a.b-c_d", cancelled)
    read = Calendar.from_ical(written("Klangbro", [event], now=NOW))
    entry: Any
    (entry,) = read.walk("VEVENT")
    begins = entry["DTSTART"].dt
    assert begins.utcoffset() == timedelta(0)
    assert begins.timestamp() == begins_s
    assert entry["DTEND"].dt - begins == timedelta(minutes=minutes)
    assert (str(entry["SUMMARY"]), str(entry["LOCATION"])) == (called, where)
    assert entry["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
    assert ("URL" in entry) is not cancelled


def test_of_a_pupil_the_first_name_alone_is_told() -> None:
    assert first_name("Eva Child of Pajala") == "Eva"
    assert first_name(" ") == ""
    assert summary("violin", "Eva", "") == "violin · Eva"
    assert summary("") == "Klangbro"
