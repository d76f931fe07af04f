"""The letter of the day before: when it is due, and what stands in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.timetable.reminder_letters import reminder_letter
from server.timetable.reminders import AHEAD_S, due

DAY_S = 24 * 3600.0


@given(st.floats(1.6e9, 2.0e9), st.floats(0, 3 * DAY_S), st.sampled_from(("Europe/Helsinki", "Europe/Rome")))
def test_only_what_is_near_is_due(now_s: float, later_s: float, zone: str) -> None:
    assert not due(now_s + later_s, zone, now_s) or later_s < AHEAD_S


@pytest.mark.parametrize("language", ["sv", "fi", "en", "it", "lt"])
def test_a_letter_is_in_its_language_and_names_day_time_and_the_way_in(language: Any) -> None:
    lines = [("14:00  violin", "https://example.org/join#t=x")]
    letter = reminder_letter(
        "eva@example.org", language, date(2027, 1, 19), lines, "https://example.org/stop"
    )
    assert "19.1.2027" in letter["Subject"]
    body = letter.get_content()
    assert "14:00  violin\nhttps://example.org/join#t=x" in body
    assert body.rstrip().endswith("https://example.org/stop")
