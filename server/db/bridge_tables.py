"""The tables of bridges: what other systems call our people and lessons, and how their columns read."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, String, Table, Text

from server.db.tables import metadata

# What another system calls somebody here; so the same row read twice is the same person.
person_alias = Table(
    "person_alias",
    metadata,
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("outside_id", String(120), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Index(None, "person_id"),
)

# The same of lessons.
lesson_alias = Table(
    "lesson_alias",
    metadata,
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("outside_id", String(120), primary_key=True),
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False),
    Index(None, "lesson_id"),
)

# Which column of a municipality's files is which of our fields, as JSON.
column_mapping = Table(
    "column_mapping",
    metadata,
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("columns", Text, nullable=False),
    Column("saved_s", Float, nullable=False),
)
