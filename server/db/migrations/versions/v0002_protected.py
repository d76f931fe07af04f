"""Invites of people whose address nobody may learn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invite", sa.Column("protected", sa.Boolean, nullable=False, server_default=sa.false()))
