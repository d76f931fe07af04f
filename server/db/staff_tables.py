"""The table of what somebody of the staff can teach, for whom they work, and what they offer the network."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Table, Text, false

from server.db.tables import metadata

# One of a person who works here; of a guest it is their home's.
staff_card = Table(
    "staff_card",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    # Lists of words, as JSON.
    Column("subjects", Text, nullable=False),
    Column("languages", Text, nullable=False),
    # A list of who employs them with the share of a full post in percent, as JSON.
    Column("employers", Text, nullable=False),
    # Minutes a week that other municipalities may ask for.
    Column("offered_min", Integer, nullable=False),
    Column("travels", Boolean, nullable=False, server_default=false()),
    # How far, one way; without it as far as it takes.
    Column("travel_km", Integer),
    Column("changed_s", Float, nullable=False),
)
