"""Terms, holidays, places, series and their occurrences, calendar feeds, reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("term", "holiday"):
        _of_the_year(table)
    op.create_table(
        "place",
        _text("id"),
        _text("municipality_id"),
        _text("name", 80),
        _key("place", "id"),
        _of("place", "municipality_id", "municipality"),
    )
    _index("place", "municipality_id")
    _series()
    _occurrences()
    _letters()


def _text(name: str, length: int = 64, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _of(table: str, column: str, other: str, then: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=then)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _of_the_year(table: str) -> None:
    op.create_table(
        table,
        _text("id"),
        _text("municipality_id"),
        _text("name", 80),
        _text("first_day", 10),
        _text("last_day", 10),
        _key(table, "id"),
        _of(table, "municipality_id", "municipality"),
    )
    _index(table, "municipality_id")


def _series() -> None:
    op.create_table(
        "series",
        _text("id"),
        _text("municipality_id"),
        _text("zone"),
        _number("every_weeks"),
        _text("last_day", 10),
        _text("instrument", 80),
        _text("meeting_url", 500, nullable=True),
        _time("created_s"),
        _key("series", "id"),
        _of("series", "municipality_id", "municipality"),
    )
    _index("series", "municipality_id", "last_day")
    op.create_table(
        "series_part",
        _text("series_id"),
        _number("from_n"),
        _text("day", 10),
        _text("at", 5),
        _number("minutes"),
        _text("teacher_id"),
        _text("place_id", nullable=True),
        _key("series_part", "series_id", "from_n"),
        _of("series_part", "series_id", "series", "CASCADE"),
        _of("series_part", "teacher_id", "person", "CASCADE"),
        _of("series_part", "place_id", "place", "SET NULL"),
    )
    _index("series_part", "teacher_id")
    _pupils("series")


def _pupils(of: str) -> None:
    table = f"{of}_pupil"
    op.create_table(
        table,
        _text(f"{of}_id"),
        _text("person_id"),
        _key(table, f"{of}_id", "person_id"),
        _of(table, f"{of}_id", of, "CASCADE"),
        _of(table, "person_id", "person", "CASCADE"),
    )
    _index(table, "person_id")


def _occurrences() -> None:
    op.create_table(
        "occurrence",
        _text("id"),
        _text("municipality_id"),
        _text("series_id", nullable=True),
        _number("n", nullable=True),
        _text("zone"),
        _time("begins_s"),
        _time("ends_s"),
        _text("teacher_id"),
        _text("place_id", nullable=True),
        _text("instrument", 80),
        _text("meeting_url", 500, nullable=True),
        _text("lesson_id", nullable=True),
        sa.Column("own", sa.Boolean, nullable=False, server_default=sa.false()),
        _time("cancelled_s", nullable=True),
        _text("instead_of", nullable=True),
        _key("occurrence", "id"),
        _of("occurrence", "municipality_id", "municipality"),
        _of("occurrence", "series_id", "series", "CASCADE"),
        _of("occurrence", "teacher_id", "person", "CASCADE"),
        _of("occurrence", "place_id", "place", "SET NULL"),
        _of("occurrence", "lesson_id", "lesson", "CASCADE"),
        _of("occurrence", "instead_of", "person", "SET NULL"),
    )
    for first in ("municipality_id", "teacher_id", "place_id"):
        _index("occurrence", first, "begins_s")
    op.create_index("ix_occurrence_number", "occurrence", ["series_id", "n"], unique=True)
    _index("occurrence", "lesson_id")
    _pupils("occurrence")


def _letters() -> None:
    op.create_table(
        "calendar_feed",
        _text("id"),
        _text("token_hash"),
        _text("account_id"),
        _text("municipality_id"),
        _text("place_id", nullable=True),
        _time("created_s"),
        _key("calendar_feed", "id"),
        _of("calendar_feed", "account_id", "account", "CASCADE"),
        _of("calendar_feed", "municipality_id", "municipality"),
        _of("calendar_feed", "place_id", "place", "CASCADE"),
    )
    op.create_index("ix_calendar_feed_token_hash", "calendar_feed", ["token_hash"], unique=True)
    _index("calendar_feed", "account_id")
    op.create_table(
        "reminder_wish",
        _text("account_id"),
        _text("language", 2),
        _time("created_s"),
        _key("reminder_wish", "account_id"),
        _of("reminder_wish", "account_id", "account", "CASCADE"),
    )
    op.create_table(
        "reminder",
        _text("occurrence_id"),
        _text("account_id"),
        _time("begins_s"),
        _time("at_s"),
        _key("reminder", "occurrence_id", "account_id", "begins_s"),
        _of("reminder", "occurrence_id", "occurrence", "CASCADE"),
        _of("reminder", "account_id", "account", "CASCADE"),
    )
    _index("reminder", "account_id")
