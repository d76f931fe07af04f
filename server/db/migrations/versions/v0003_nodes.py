"""The nodes that serve lessons from this database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "node",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("beats", sa.Integer, nullable=False),
        sa.Column("updated_s", sa.Float, nullable=False),
    )
