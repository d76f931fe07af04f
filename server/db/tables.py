"""Every table. Times are seconds since 1970 (UTC) as floats; ids are random and mean nothing."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

secret = Table(
    "secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("created_s", Float, nullable=False),
)

# The tenant. Controller of its people's data.
municipality = Table(
    "municipality",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("created_s", Float, nullable=False),
)

# Somebody a municipality answers for: pupil, guardian or staff.
person = Table(
    "person",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("minor", Boolean, nullable=False, server_default=false()),
    # Protected identity: an alias stands for the name, no list shows it, no connection shows the address.
    Column("protected", Boolean, nullable=False, server_default=false()),
    Column("created_s", Float, nullable=False),
    Index(None, "municipality_id"),
)

lesson = Table(
    "lesson",
    metadata,
    Column("id", String(64), primary_key=True),
    # None for a lesson of the host's, who needs no account.
    Column("municipality_id", ForeignKey("municipality.id")),
    Column("begins_s", Float),
    Column("teacher", String(80), nullable=False),
    Column("instrument", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("revoked_s", Float),
    # Set for a lesson with the server's echo instead of a pupil: how long it waits before it plays back.
    Column("echo_pause_ms", Integer),
    Index(None, "expires_s"),
    Index(None, "municipality_id", "begins_s"),
)

invite = Table(
    "invite",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False),
    Column("participant", String(64), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("role", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("revoked_s", Float),
    # Protected identity: no connection may show this person's address, so only a relay's is used.
    Column("protected", Boolean, nullable=False, server_default=false()),
    Index(None, "lesson_id"),
    Index(None, "person_id"),
)

room_state = Table(
    "room_state",
    metadata,
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_s", Float, nullable=False),
)

# One row for each process that serves; it counts `beats` up as long as it lives.
node = Table(
    "node",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("beats", Integer, nullable=False),
    Column("updated_s", Float, nullable=False),
)

# What stays of a lesson for one of its pupils: a copy, which the next child's papers never touch.
reading = Table(
    "reading",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False),
    Column("participant", String(64), nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("revoked_s", Float),
    Column("kept", Text, nullable=False),
    Column("kept_s", Float, nullable=False),
    Index(None, "lesson_id", "participant"),
)
