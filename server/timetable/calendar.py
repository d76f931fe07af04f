"""A timetable as calendars read it (RFC 5545): times in UTC, no surname of a pupil, one's own invite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.timetable.wall import utc


@dataclass(frozen=True)
class Event:
    """One time as it stands in a calendar; ``where`` is a place, a meeting's address or nothing."""

    id: str
    begins_s: float
    minutes: int
    summary: str
    where: str
    url: str | None
    cancelled: bool


def summary(instrument: str, *names: str) -> str:
    """What an entry is called: whatever there is of it, as ``violin · Eva``."""
    return " · ".join(part for part in (instrument, *names) if part) or "Klangbro"


def first_name(name: str) -> str:
    """As much of a pupil's name as leaves the server."""
    return name.split(maxsplit=1)[0] if name.split() else ""


def written(name: str, events: Iterable[Event], *, now: datetime) -> bytes:
    """Write a calendar. ``name`` is what programs call it, ``now`` when it was made."""
    from icalendar import Calendar, vDuration  # noqa: PLC0415 - a quarter of a second at start-up
    from icalendar import Event as Entry  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Klangbro//timetable//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    # How often to look again; programs that heed none of it look once a day.
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)))
    calendar.add("x-published-ttl", vDuration(timedelta(hours=1)))
    for event in events:
        entry = Entry()
        entry.add("uid", f"{event.id}@klangbro")
        entry.add("dtstamp", now)
        entry.add("dtstart", utc(event.begins_s))
        entry.add("dtend", utc(event.begins_s + event.minutes * 60))
        entry.add("summary", event.summary)
        entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        if event.where:
            entry.add("location", event.where)
        if event.url and not event.cancelled:
            entry.add("url", event.url)
            entry.add("description", event.url)  # what programs show that leave the url out
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
