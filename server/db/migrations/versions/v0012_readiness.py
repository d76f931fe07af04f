"""Places that measure, and what they measured of themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_key",
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("place_id", name="pk_place_key"),
        sa.UniqueConstraint("key_digest", name="uq_place_key_key_digest"),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name="fk_place_key_place_id_place", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "readiness",
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("hour_s", sa.Integer, nullable=False),
        sa.Column("profile", sa.String(20), nullable=False),
        sa.Column("measured", sa.Integer, nullable=False),
        sa.Column("word", sa.String(20), nullable=False),
        *(
            sa.Column(name, sa.Float, nullable=False)
            for name in ("worth_ms", "variation_out_ms", "variation_in_ms", "lost_out_pct", "lost_in_pct")
        ),
        sa.PrimaryKeyConstraint("place_id", "hour_s", "profile", name="pk_readiness"),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name="fk_readiness_place_id_place", ondelete="CASCADE"
        ),
    )
