"""Agreements between municipalities, what was delivered under them, and the ledger of hours."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _agreements()
    _delivered()
    _ledger()
    for table in ("agreement_version", "agreement_approval", "ledger_entry", "settlement"):
        _append_only(table)


def _text(name: str, length: int = 64, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _of(
    table: str, column: str, other: str, *, to: str = "id", cascade: bool = False
) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{to}"], name=name, ondelete="CASCADE" if cascade else None
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _agreements() -> None:
    op.create_table(
        "agreement",
        _text("id"),
        _time("created_s"),
        _text("ended_on", 10, nullable=True),
        _key("agreement", "id"),
    )
    op.create_table(
        "agreement_party",
        _text("agreement_id"),
        _text("municipality_id"),
        _key("agreement_party", "agreement_id", "municipality_id"),
        _of("agreement_party", "agreement_id", "agreement"),
        _of("agreement_party", "municipality_id", "municipality"),
    )
    _index("agreement_party", "municipality_id")
    op.create_table(
        "agreement_version",
        _text("agreement_id"),
        _number("version"),
        _text("proposed_by"),
        _time("proposed_s"),
        sa.Column("terms", sa.Text, nullable=False),
        _key("agreement_version", "agreement_id", "version"),
        _of("agreement_version", "agreement_id", "agreement"),
        _of("agreement_version", "proposed_by", "municipality"),
    )
    op.create_table(
        "agreement_approval",
        _text("agreement_id"),
        _number("version"),
        _text("municipality_id"),
        _time("approved_s"),
        _key("agreement_approval", "agreement_id", "version", "municipality_id"),
        _of("agreement_approval", "municipality_id", "municipality"),
        sa.ForeignKeyConstraint(
            ["agreement_id", "version"],
            ["agreement_version.agreement_id", "agreement_version.version"],
            name="fk_agreement_approval_agreement_id_agreement_version",
        ),
    )


def _delivered() -> None:
    op.create_table(
        "agreement_teacher",
        _text("agreement_id"),
        _text("person_id"),
        _text("municipality_id"),
        _text("guest_id", nullable=True),
        _time("offered_s"),
        _key("agreement_teacher", "agreement_id", "person_id", "municipality_id"),
        _of("agreement_teacher", "agreement_id", "agreement"),
        _of("agreement_teacher", "person_id", "person", cascade=True),
        _of("agreement_teacher", "municipality_id", "municipality"),
        _of("agreement_teacher", "guest_id", "person", cascade=True),
    )
    _index("agreement_teacher", "person_id")
    _index("agreement_teacher", "guest_id")
    op.create_table(
        "delivery",
        _text("lesson_id"),
        _text("agreement_id"),
        _text("giver"),
        _text("teacher_id"),
        _text("outcome", 24, nullable=True),
        _number("minutes", nullable=True),
        _text("cause", 16, nullable=True),
        _time("confirmed_s", nullable=True),
        _key("delivery", "lesson_id"),
        _of("delivery", "lesson_id", "lesson", cascade=True),
        _of("delivery", "agreement_id", "agreement"),
        _of("delivery", "giver", "municipality"),
        _of("delivery", "teacher_id", "person", cascade=True),
    )
    _index("delivery", "agreement_id")
    _index("delivery", "teacher_id")
    op.create_table(
        "attendance",
        _text("lesson_id"),
        _text("participant"),
        _time("at_s"),
        _key("attendance", "lesson_id", "participant"),
        _of("attendance", "lesson_id", "delivery", to="lesson_id", cascade=True),
    )


def _ledger() -> None:
    op.create_table(
        "ledger_entry",
        _number("n"),
        _text("agreement_id"),
        _number("version"),
        _text("month", 7),
        _text("day", 10),
        _text("kind", 24),
        _text("unit", 3),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _text("giver"),
        _text("taker"),
        _text("reference"),
        _time("at_s"),
        _number("corrects", nullable=True),
        _key("ledger_entry", "n"),
        _of("ledger_entry", "agreement_id", "agreement"),
        _of("ledger_entry", "corrects", "ledger_entry", to="n"),
        sa.UniqueConstraint("corrects", name="uq_ledger_entry_corrects"),
    )
    sums = ["agreement_id", "month", "version", "kind", "unit", "giver", "taker", "corrects", "amount"]
    op.create_index("ix_ledger_entry_sums", "ledger_entry", sums)
    _index("ledger_entry", "reference")
    op.create_table(
        "settlement",
        _text("agreement_id"),
        _text("month", 7),
        _text("closed_by"),
        _time("closed_s"),
        sa.Column("said", sa.Text, nullable=False),
        _key("settlement", "agreement_id", "month"),
        _of("settlement", "agreement_id", "agreement"),
        _of("settlement", "closed_by", "municipality"),
    )


def _append_only(table: str, refused: Sequence[str] = ("UPDATE", "DELETE")) -> None:
    """Let the database itself refuse what would change history."""
    if op.get_bind().dialect.name == "sqlite":
        for act in refused:
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE {' OR '.join(refused)} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
    )
