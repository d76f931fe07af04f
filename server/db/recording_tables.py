"""Tables of what lessons' ends have recorded. The sound itself lies in files beside the database."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from server.db.tables import metadata

# One take: recorded by the same people without a break. `kept`: JSON, who they were and what was marked.
recording = Table(
    "recording",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False),
    Column("take", String(64), nullable=False),
    Column("began_s", Float, nullable=False),
    Column("ended_s", Float, nullable=False),
    Column("kept", Text, nullable=False),
    # When stems, mix and clips were made, and how often that was tried.
    Column("made_s", Float),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(None, "lesson_id", "take", unique=True),
)

# What one end of it uploads. `manifest`: JSON, sums of its chunks and stamps in lesson time.
recording_stem = Table(
    "recording_stem",
    metadata,
    Column("recording_id", ForeignKey("recording.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", String(64), primary_key=True),
    # An end that was started anew during a take uploads two parts.
    Column("part", String(16), primary_key=True),
    Column("person_id", ForeignKey("person.id")),
    Column("manifest", Text, nullable=False),
    # When all of it was here and its sum was right.
    Column("whole_s", Float),
    Index(None, "person_id"),
)
