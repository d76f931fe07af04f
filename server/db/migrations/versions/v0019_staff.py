"""What staff can teach and offer, and which tenants are no municipalities but other providers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_card",
        sa.Column("person_id", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("subjects", "languages", "employers")),
        sa.Column("offered_min", sa.Integer, nullable=False),
        sa.Column("travels", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("travel_km", sa.Integer),
        sa.Column("changed_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_staff_card"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_staff_card_person_id_person", ondelete="CASCADE"
        ),
    )
    op.add_column(
        "municipality", sa.Column("kind", sa.String(16), nullable=False, server_default="municipality")
    )
