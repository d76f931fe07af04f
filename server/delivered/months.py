"""Months and days where an agreement holds."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.agreements.terms import Terms


def day_of(at_s: float, terms: Terms) -> date:
    """The day it was where an agreement holds."""
    return datetime.fromtimestamp(at_s, ZoneInfo(terms.zone)).date()


def month_of(day: date) -> str:
    """As ``2026-11``."""
    return day.isoformat()[:7]


def after(month: str) -> str:
    """The month that follows."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def open_month(month: str, settled: str) -> str:
    """In which something of this month is settled: in its own, or the first after what is settled already."""
    return max(month, after(settled)) if settled else month
