"""From when until when somebody learns in a series, and who sits beside the pupil in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_learner",
        sa.Column("series_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("from_n", sa.Integer, nullable=False),
        sa.Column("until_n", sa.Integer),
        sa.PrimaryKeyConstraint("series_id", "person_id", "from_n", name="pk_series_learner"),
        _of("series_learner", "series_id", "series"),
        _of("series_learner", "person_id", "person"),
    )
    op.create_index("ix_series_learner_person_id", "series_learner", ["person_id"])
    op.execute(
        "INSERT INTO series_learner (series_id, person_id, from_n) "
        "SELECT series_id, person_id, 0 FROM series_pupil"
    )
    op.drop_index("ix_series_pupil_person_id", "series_pupil")
    op.drop_table("series_pupil")
    op.create_table(
        "series_host",
        sa.Column("series_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("series_id", name="pk_series_host"),
        _of("series_host", "series_id", "series"),
        _of("series_host", "person_id", "person"),
    )
    op.create_index("ix_series_host_person_id", "series_host", ["person_id"])


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")
