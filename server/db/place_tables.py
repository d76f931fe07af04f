"""The tables of what measures at a place, and of what was measured there; places stand in the timetable's."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

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

# When the program that measures again and again at a place was last heard of.
place_program = Table(
    "place_program",
    metadata,
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), primary_key=True),
    Column("heard_s", Float, nullable=False),
)

# From where on a municipality's technicians want to be warned; without a row the defaults hold.
place_limit = Table(
    "place_limit",
    metadata,
    Column("municipality_id", ForeignKey("municipality.id", ondelete="CASCADE"), primary_key=True),
    Column("duet_ms", Float, nullable=False),
    Column("balanced_ms", Float, nullable=False),
    Column("lost_pct", Float, nullable=False),
    Column("silent_h", Integer, nullable=False),
)

# What is wrong with a place, or was until lately; `mailed_s` stands here before a letter goes.
place_warning = Table(
    "place_warning",
    metadata,
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("profile", String(20), primary_key=True),
    Column("since_s", Float, nullable=False),
    Column("value", Float, nullable=False),
    Column("usual", Float, nullable=False),
    Column("ended_s", Float),
    Column("mailed_s", Float),
)

# Who wants a letter when a place is warned of, and in what language.
place_wish = Table(
    "place_wish",
    metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("created_s", Float, nullable=False),
)

# What a sound device at a place measured: by cable and program, or from a page.
device_reading = Table(
    "device_reading",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("way", String(20), nullable=False),
    Column("setting", String(80), nullable=False),
    Column("at_s", Float, nullable=False),
    Column("n", Integer, nullable=False),
    Column("rtl_ms", Float, nullable=False),
    Column("spread_ms", Float),
    Column("reported_ms", Float),
    Column("drift_ppm", Float),
    Column("noise_a_dbfs", Float),
    Column("thd_n_db", Float),
    Index(None, "place_id"),
)
