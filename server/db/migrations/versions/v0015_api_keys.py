"""Keys by which a municipality's other systems use the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("municipality_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(300), nullable=False),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.Column("used_s", sa.Float),
        sa.Column("revoked_s", sa.Float),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_api_key_municipality_id_municipality"
        ),
    )
    op.create_index("ix_api_key_token_hash", "api_key", ["token_hash"], unique=True)
    op.create_index("ix_api_key_municipality_id", "api_key", ["municipality_id"])
