"""What the ends of a lesson have recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lesson_id", sa.String(64), nullable=False),
        sa.Column("take", sa.String(64), nullable=False),
        sa.Column("began_s", sa.Float, nullable=False),
        sa.Column("ended_s", sa.Float, nullable=False),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("made_s", sa.Float),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name="fk_recording_lesson_id_lesson", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_recording_lesson_id_take", "recording", ["lesson_id", "take"], unique=True)
    op.create_table(
        "recording_stem",
        sa.Column("recording_id", sa.String(64), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("whole_s", sa.Float),
        sa.PrimaryKeyConstraint("recording_id", "participant", "part", name="pk_recording_stem"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name="fk_recording_stem_recording_id_recording",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recording_stem_person_id_person"),
    )
    op.create_index("ix_recording_stem_person_id", "recording_stem", ["person_id"])
