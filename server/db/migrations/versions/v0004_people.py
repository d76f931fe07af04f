"""Municipalities, their people, and whose a lesson and an invite are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_municipality"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("municipality_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("minor", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("protected", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_person_municipality_id_municipality"
        ),
    )
    op.create_index("ix_person_municipality_id", "person", ["municipality_id"])
    # SQLite takes a reference only with the column that it stands in, which Alembic would write apart.
    op.execute(
        "ALTER TABLE lesson ADD COLUMN municipality_id VARCHAR(64)"
        " CONSTRAINT fk_lesson_municipality_id_municipality REFERENCES municipality (id)"
    )
    op.add_column("lesson", sa.Column("begins_s", sa.Float))
    op.create_index("ix_lesson_municipality_id_begins_s", "lesson", ["municipality_id", "begins_s"])
    op.execute(
        "ALTER TABLE invite ADD COLUMN person_id VARCHAR(64)"
        " CONSTRAINT fk_invite_person_id_person REFERENCES person (id)"
    )
    op.create_index("ix_invite_person_id", "invite", ["person_id"])
