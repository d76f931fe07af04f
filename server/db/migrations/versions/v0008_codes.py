"""Short codes to type where no link can be clicked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("invite_id", sa.String(64), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_code"),
        sa.UniqueConstraint("invite_id", name="uq_code_invite_id"),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invite.id"], name="fk_code_invite_id_invite", ondelete="CASCADE"
        ),
    )
