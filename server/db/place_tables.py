"""The tables of places and of what was measured there."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

from server.db.tables import metadata

# A room that lessons are given from. Whoever has its key may measure and report for it.
place = Table(
    "place",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("key_digest", String(64), nullable=False, unique=True),
    Column("created_s", Float, nullable=False),
    Index(None, "municipality_id"),
)

# One hour of one place and profile: the worst that was measured in it.
readiness = Table(
    "readiness",
    metadata,
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), primary_key=True),
    Column("hour_s", Integer, primary_key=True),
    Column("profile", String(20), primary_key=True),
    Column("measured", Integer, nullable=False),
    Column("word", String(20), nullable=False),
    Column("worth_ms", Float, nullable=False),
    Column("variation_out_ms", Float, nullable=False),
    Column("variation_in_ms", Float, nullable=False),
    Column("lost_out_pct", Float, nullable=False),
    Column("lost_in_pct", Float, nullable=False),
)
