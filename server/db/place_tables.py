"""The tables of what measures at a place, and of what was measured there; places stand in the timetable's."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from server.db.tables import metadata

# Whoever has a place's key may measure and report for it.
place_key = Table(
    "place_key",
    metadata,
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), primary_key=True),
    Column("key_digest", String(64), nullable=False, unique=True),
    Column("created_s", Float, nullable=False),
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
