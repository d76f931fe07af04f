"""Accounts: who may sign in, what they are in which municipality, and when a lesson is planned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lesson", sa.Column("minutes", sa.Integer))
    _who()
    _towards_pupils()
    _ways_in()


def _text(name: str, length: int = 64, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _of(table: str, column: str, other: str, *, cascade: bool = True) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=name, ondelete="CASCADE" if cascade else None
    )


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=unique)


def _who() -> None:
    op.create_table(
        "account",
        _text("id"),
        _text("email", 254),
        _text("password_hash", 200, nullable=True),
        _time("created_s"),
        _time("closed_s", nullable=True),
        _key("account", "id"),
    )
    _index("account", "email", unique=True)
    op.create_table(
        "membership",
        _text("id"),
        _text("account_id"),
        _text("municipality_id"),
        _text("person_id"),
        _time("created_s"),
        _key("membership", "id"),
        _of("membership", "account_id", "account"),
        _of("membership", "municipality_id", "municipality", cascade=False),
        _of("membership", "person_id", "person", cascade=False),
    )
    _index("membership", "account_id", "municipality_id", unique=True)
    _index("membership", "municipality_id")
    _index("membership", "person_id")
    op.create_table(
        "membership_role",
        _text("membership_id"),
        _text("role", 16),
        _key("membership_role", "membership_id", "role"),
        _of("membership_role", "membership_id", "membership"),
    )


def _towards_pupils() -> None:
    op.create_table(
        "guardian",
        _text("guardian_id"),
        _text("pupil_id"),
        _time("created_s"),
        _time("confirmed_s", nullable=True),
        _key("guardian", "guardian_id", "pupil_id"),
        _of("guardian", "guardian_id", "person"),
        _of("guardian", "pupil_id", "person"),
    )
    _index("guardian", "pupil_id")
    op.create_table(
        "lesson_host",
        _text("lesson_id"),
        _text("person_id"),
        _key("lesson_host", "lesson_id", "person_id"),
        _of("lesson_host", "lesson_id", "lesson"),
        _of("lesson_host", "person_id", "person", cascade=False),
    )
    _index("lesson_host", "person_id")


def _ways_in() -> None:
    op.create_table(
        "sign_in",
        _text("id"),
        _text("account_id"),
        _text("token_hash"),
        _text("way", 16),
        _text("browser", 80),
        _time("created_s"),
        _time("seen_s"),
        _time("expires_s"),
        _time("revoked_s", nullable=True),
        _key("sign_in", "id"),
        _of("sign_in", "account_id", "account"),
    )
    _index("sign_in", "token_hash", unique=True)
    _index("sign_in", "account_id")
    op.create_table(
        "passkey",
        _text("id", 1400),
        _text("account_id"),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        _text("browser", 80),
        _time("created_s"),
        _time("used_s", nullable=True),
        _key("passkey", "id"),
        _of("passkey", "account_id", "account"),
    )
    _index("passkey", "account_id")
    op.create_table(
        "identity",
        _text("issuer", 200),
        _text("subject", 200),
        _text("account_id"),
        _time("created_s"),
        _key("identity", "issuer", "subject"),
        _of("identity", "account_id", "account"),
    )
    _index("identity", "account_id")
    op.create_table(
        "account_link",
        _text("token_hash"),
        _text("account_id"),
        _text("purpose", 16),
        _time("created_s"),
        _time("expires_s"),
        _time("used_s", nullable=True),
        _key("account_link", "token_hash"),
        _of("account_link", "account_id", "account"),
    )
    _index("account_link", "account_id")
    op.create_table(
        "sign_in_step",
        _text("token_hash"),
        _text("kind", 16),
        sa.Column("value", sa.Text, nullable=False),
        _time("expires_s"),
        _key("sign_in_step", "token_hash"),
    )
    _index("sign_in_step", "expires_s")
