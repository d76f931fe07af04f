"""Clocks on the wall: what a zone's clock says becomes UTC, in the nights it is changed as well.

A lesson at 14:00 is at 14:00 in winter and in summer. A time that does not exist (the clock jumps over it)
is as much after the jump as it would have been: 02:30 becomes 03:30. Of a time that exists twice the first
counts. Both as RFC 5545, 3.3.5 has it for calendars.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def utc_s(day: date, at: time, zone: str) -> float:
    """Seconds since 1970 at which the clocks of an IANA zone say so."""
    # fold=0 is the first of two, and in a gap the offset from before it (PEP 495).
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), ZoneInfo(zone)).timestamp()


def day_of(at_s: float, zone: str) -> date:
    """The day it is in a zone at that time."""
    return datetime.fromtimestamp(at_s, ZoneInfo(zone)).date()


def utc(at_s: float) -> datetime:
    """The same moment as a datetime in UTC."""
    return datetime.fromtimestamp(at_s, UTC)
