"""The tables of the timetable: the year's parts, series and their occurrences, feeds, reminders."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, false

from server.db.tables import metadata

# Days are ISO dates, times of the clock on the wall "14:05"; both are of the zone that stands beside them.

term = Table(
    "term",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Index(None, "municipality_id"),
)

holiday = Table(
    "holiday",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Index(None, "municipality_id"),
)

# A room at a school.
place = Table(
    "place",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Index(None, "municipality_id"),
)

# What comes back every so many weeks. Who teaches and when stands in its parts,
# who learns in `series_learner`.
series = Table(
    "series",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("instrument", String(80), nullable=False),
    # A word of the agreement it is planned under.
    Column("level", String(60), nullable=False, server_default=""),
    # Where a group of more than four meets, if not at a place.
    Column("meeting_url", String(500)),
    Column("created_s", Float, nullable=False),
    Index(None, "municipality_id", "last_day"),
)

# How a series goes from its `from_n`-th occurrence on.
series_part = Table(
    "series_part",
    metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("from_n", Integer, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("at", String(5), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("teacher_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("place_id", ForeignKey("place.id", ondelete="SET NULL")),
    Index(None, "teacher_id"),
)

# Who learns in the occurrences numbered from `from_n` to before `until_n`, or to the end.
series_learner = Table(
    "series_learner",
    metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("from_n", Integer, primary_key=True),
    Column("until_n", Integer),
    Index(None, "person_id"),
)

# The adult who sits beside the pupils of a series.
series_host = Table(
    "series_host",
    metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Index(None, "person_id"),
)

# One time: of a series (then `n` is its number there) or by itself.
occurrence = Table(
    "occurrence",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE")),
    Column("n", Integer),
    Column("zone", String(64), nullable=False),
    Column("begins_s", Float, nullable=False),
    Column("ends_s", Float, nullable=False),
    Column("teacher_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("place_id", ForeignKey("place.id", ondelete="SET NULL")),
    Column("instrument", String(80), nullable=False),
    Column("level", String(60), nullable=False, server_default=""),
    Column("meeting_url", String(500)),
    # None for a group that needs no lesson room.
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE")),
    # Changed by itself: its series changes it no more.
    Column("own", Boolean, nullable=False, server_default=false()),
    Column("cancelled_s", Float),
    # Who teaches it otherwise, where somebody else does this once.
    Column("instead_of", ForeignKey("person.id", ondelete="SET NULL")),
    Index(None, "municipality_id", "begins_s"),
    Index("ix_occurrence_number", "series_id", "n", unique=True),
    Index(None, "teacher_id", "begins_s"),
    Index(None, "place_id", "begins_s"),
    Index(None, "lesson_id"),
)

occurrence_pupil = Table(
    "occurrence_pupil",
    metadata,
    Column("occurrence_id", ForeignKey("occurrence.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "person_id"),
)

# An address from which a calendar reads; its secret is kept as its hash alone. With `place_id` a place's.
calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE")),
    Column("created_s", Float, nullable=False),
    Index(None, "token_hash", unique=True),
    Index(None, "account_id"),
)

# Who wants letters the day before, and in what language.
reminder_wish = Table(
    "reminder_wish",
    metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("created_s", Float, nullable=False),
)

# That somebody was reminded of a time; it stands here before the letter goes, so none goes twice.
reminder = Table(
    "reminder",
    metadata,
    Column("occurrence_id", ForeignKey("occurrence.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("begins_s", Float, primary_key=True),
    Column("at_s", Float, nullable=False),
    Index(None, "account_id"),
)
