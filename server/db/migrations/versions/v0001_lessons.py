"""Secrets, lessons, invites and the rooms' state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("teacher", sa.String(80), nullable=False),
        sa.Column("instrument", sa.String(80), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.Column("revoked_s", sa.Float),
        sa.Column("echo_pause_ms", sa.Integer),
    )
    op.create_index("ix_lesson_expires_s", "lesson", ["expires_s"])
    op.create_table(
        "invite",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("lesson_id", sa.String(64), sa.ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.Column("revoked_s", sa.Float),
    )
    op.create_index("ix_invite_lesson_id", "invite", ["lesson_id"])
    op.create_table(
        "room_state",
        sa.Column(
            "lesson_id", sa.String(64), sa.ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updated_s", sa.Float, nullable=False),
    )
