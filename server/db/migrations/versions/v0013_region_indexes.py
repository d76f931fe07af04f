"""The newest entries of an agreement without a sort of all it ever had."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ledger_entry_agreement_id_n", "ledger_entry", ["agreement_id", "n"])
