"""Reading links: what stays of a lesson for a pupil, until when, and whether it was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lesson_id", sa.String(64), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.Column("revoked_s", sa.Float),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("kept_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name="fk_reading_lesson_id_lesson", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_reading_lesson_id_participant", "reading", ["lesson_id", "participant"])
