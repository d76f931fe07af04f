"""Posts that several municipalities share; what other systems call our people and lessons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_need",
        _text("id"),
        _text("municipality_id"),
        _text("subject", 60),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        _text("from_day", 10),
        _time("created_s"),
        _time("closed_s", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_post_need"),
        _of("post_need", "municipality_id", "municipality"),
    )
    op.create_index("ix_post_need_municipality_id", "post_need", ["municipality_id"])
    op.create_table(
        "post",
        _text("id"),
        _text("municipality_id"),
        _text("title", 120),
        sa.Column("said", sa.Text, nullable=False),
        _text("apply_until", 10),
        _time("created_s"),
        *(_time(name, nullable=True) for name in ("advertised_s", "filled_s", "withdrawn_s")),
        _text("agreement_id", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        _of("post", "municipality_id", "municipality"),
        _of("post", "agreement_id", "agreement"),
    )
    op.create_index("ix_post_municipality_id", "post", ["municipality_id"])
    op.create_table(
        "post_part",
        _text("post_id"),
        _text("need_id"),
        _time("agreed_s", nullable=True),
        sa.PrimaryKeyConstraint("post_id", "need_id", name="pk_post_part"),
        _of("post_part", "post_id", "post", cascade=True),
        _of("post_part", "need_id", "post_need"),
    )
    op.create_index("ix_post_part_need_id", "post_part", ["need_id"])
    _interest()
    _bridges()
    # Of one column alone SQLite took it for each lesson of a week, and read a teacher's years each time.
    op.create_index("ix_invite_person_id_lesson_id", "invite", ["person_id", "lesson_id"])
    op.drop_index("ix_invite_person_id", "invite")


def _bridges() -> None:
    op.create_table(
        "person_alias",
        _text("municipality_id"),
        _text("kind", 16),
        _text("outside_id", 120),
        _text("person_id"),
        sa.PrimaryKeyConstraint("municipality_id", "kind", "outside_id", name="pk_person_alias"),
        _of("person_alias", "municipality_id", "municipality"),
        _of("person_alias", "person_id", "person", cascade=True),
    )
    op.create_index("ix_person_alias_person_id", "person_alias", ["person_id"])
    op.create_table(
        "lesson_alias",
        _text("municipality_id"),
        _text("outside_id", 120),
        _text("lesson_id"),
        sa.PrimaryKeyConstraint("municipality_id", "outside_id", name="pk_lesson_alias"),
        _of("lesson_alias", "municipality_id", "municipality"),
        _of("lesson_alias", "lesson_id", "lesson", cascade=True),
    )
    op.create_index("ix_lesson_alias_lesson_id", "lesson_alias", ["lesson_id"])
    op.create_table(
        "column_mapping",
        _text("municipality_id"),
        _text("kind", 16),
        sa.Column("columns", sa.Text, nullable=False),
        _time("saved_s"),
        sa.PrimaryKeyConstraint("municipality_id", "kind", name="pk_column_mapping"),
        _of("column_mapping", "municipality_id", "municipality"),
    )


def _interest() -> None:
    op.create_table(
        "post_interest",
        _text("id"),
        _text("post_id"),
        _text("name", 80),
        _text("email", 254),
        sa.Column("words", sa.Text, nullable=False),
        _text("token_hash"),
        sa.Column("mailed", sa.Boolean, nullable=False, server_default=sa.false()),
        _time("consented_s"),
        _time("confirmed_s", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_post_interest"),
        _of("post_interest", "post_id", "post", cascade=True),
    )
    unique = [["post_id", "email"], ["token_hash"]]
    for columns in unique:
        op.create_index(f"ix_post_interest_{'_'.join(columns)}", "post_interest", columns, unique=True)


def _text(name: str, length: int = 64, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _of(table: str, column: str, other: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=name, ondelete="CASCADE" if cascade else None
    )
