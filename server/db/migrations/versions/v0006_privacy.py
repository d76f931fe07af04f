"""Permissions, retention, the audit log and what erasure needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PERSON = "person.id"


def upgrade() -> None:
    op.create_table(
        "permission",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("granted", sa.Boolean, nullable=False),
        sa.Column("given_by", sa.String(64), nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("until_s", sa.Float),
        sa.PrimaryKeyConstraint("n", name="pk_permission"),
        sa.ForeignKeyConstraint(["person_id"], [_PERSON], name="fk_permission_person_id_person"),
        sa.ForeignKeyConstraint(["given_by"], [_PERSON], name="fk_permission_given_by_person"),
    )
    op.create_index("ix_permission_person_id_purpose", "permission", ["person_id", "purpose"])
    op.create_index("ix_permission_given_by", "permission", ["given_by"])
    op.create_table(
        "retention",
        sa.Column("municipality_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "kind", name="pk_retention"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_retention_municipality_id_municipality"
        ),
    )
    op.create_table(
        "pseudonym_key",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_pseudonym_key"),
        sa.ForeignKeyConstraint(["person_id"], [_PERSON], name="fk_pseudonym_key_person_id_person"),
    )
    op.create_table(
        "audit",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(80)),
        sa.Column("municipality", sa.String(64)),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_table(
        "erasure",
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_erasure"),
    )
    op.create_table(
        "erasure_wish",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_erasure_wish"),
        sa.ForeignKeyConstraint(["person_id"], [_PERSON], name="fk_erasure_wish_person_id_person"),
    )
    _append_only("audit", ("UPDATE", "DELETE"))
    _append_only("permission", ("UPDATE",))  # erasure deletes


def _append_only(table: str, refused: tuple[str, ...]) -> None:
    """Let the database itself refuse what would change history."""
    if op.get_bind().dialect.name == "sqlite":
        for act in refused:
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE {' OR '.join(refused)} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
    )
