"""How lessons under agreements went at both ends, and the level that a lesson is planned for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_course",
        sa.Column("lesson_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("first_s", "last_s")),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("together_s", "apart_s", "bad_s", "away_s", "slow_s")
        ),
        *(sa.Column(name, sa.Float) for name in ("late_ms", "missing_pct")),
        sa.Column("relayed", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.String(16)) for name in ("microphone", "camera")),
        sa.PrimaryKeyConstraint("lesson_id", "role", name="pk_lesson_course"),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["delivery.lesson_id"],
            name="fk_lesson_course_lesson_id_delivery",
            ondelete="CASCADE",
        ),
    )
    for table in ("series", "occurrence"):
        op.add_column(table, sa.Column("level", sa.String(60), nullable=False, server_default=""))
