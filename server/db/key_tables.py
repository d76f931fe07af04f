"""The table of a municipality's API keys."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, String, Table

from server.db.tables import metadata

# A program's way in. No person's: who made it stands in the audit log. The secret is kept as its hash alone.
api_key = Table(
    "api_key",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("token_hash", String(64), nullable=False),
    # Words, with spaces between: what it may, and as what (roles that its maker held).
    Column("scopes", String(300), nullable=False),
    Column("roles", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("used_s", Float),
    Column("revoked_s", Float),
    Index(None, "token_hash", unique=True),
    Index(None, "municipality_id"),
)
