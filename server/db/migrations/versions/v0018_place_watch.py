"""What is watched of places: limits, warnings, who is written to; and what devices there measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "place_program",
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("heard_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("place_id", name="pk_place_program"),
        _of("place_program", "place_id", "place"),
    )
    op.create_table(
        "place_limit",
        sa.Column("municipality_id", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("duet_ms", "balanced_ms", "lost_pct")),
        sa.Column("silent_h", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", name="pk_place_limit"),
        _of("place_limit", "municipality_id", "municipality"),
    )
    op.create_table(
        "place_warning",
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("profile", sa.String(20), nullable=False),
        sa.Column("since_s", sa.Float, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("usual", sa.Float, nullable=False),
        sa.Column("ended_s", sa.Float),
        sa.Column("mailed_s", sa.Float),
        sa.PrimaryKeyConstraint("place_id", "kind", "profile", name="pk_place_warning"),
        _of("place_warning", "place_id", "place"),
    )
    op.create_table(
        "place_wish",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("municipality_id", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "municipality_id", name="pk_place_wish"),
        _of("place_wish", "account_id", "account"),
        _of("place_wish", "municipality_id", "municipality"),
    )
    op.create_table(
        "device_reading",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("setting", sa.String(80), nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("rtl_ms", sa.Float, nullable=False),
        *(
            sa.Column(name, sa.Float)
            for name in ("spread_ms", "reported_ms", "drift_ppm", "noise_a_dbfs", "thd_n_db")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_device_reading"),
        _of("device_reading", "place_id", "place"),
    )
    op.create_index("ix_device_reading_place_id", "device_reading", ["place_id"])
