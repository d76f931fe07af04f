"""Hours that one side holds to be wrong, and what the sides would have become of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("raised_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("raised_s", sa.Float, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("resolved_s", sa.Float),
        sa.PrimaryKeyConstraint("id", name="pk_dispute"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_dispute_agreement_id_agreement"),
        sa.ForeignKeyConstraint(["entry"], ["ledger_entry.n"], name="fk_dispute_entry_ledger_entry"),
        sa.ForeignKeyConstraint(["raised_by"], ["municipality.id"], name="fk_dispute_raised_by_municipality"),
    )
    op.create_index("ix_dispute_agreement_id", "dispute", ["agreement_id"])
    op.create_index("ix_dispute_entry", "dispute", ["entry"])
    op.create_table(
        "dispute_word",
        sa.Column("dispute_id", sa.String(64), nullable=False),
        sa.Column("municipality_id", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("said_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("dispute_id", "municipality_id", name="pk_dispute_word"),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name="fk_dispute_word_dispute_id_dispute", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_dispute_word_municipality_id_municipality"
        ),
    )
