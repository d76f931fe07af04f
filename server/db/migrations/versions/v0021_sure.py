"""When somebody last showed who they are, and from when a municipality asks its staff for a passkey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of a sign-in from before it is not known; its beginning counts.
    op.add_column("sign_in", sa.Column("confirmed_s", sa.Float))
    op.add_column("municipality", sa.Column("passkeys_from_s", sa.Float))
