"""The tables of what municipalities share: agreements, what was delivered under them, the ledger of hours."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from server.db.tables import metadata

# Between municipalities: how they share. What was agreed stands in the versions.
agreement = Table(
    "agreement",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_s", Float, nullable=False),
    # The last day, if a side has ended it; as all days here an ISO date.
    Column("ended_on", String(10)),
)

agreement_party = Table(
    "agreement_party",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Index(None, "municipality_id"),
)

# Append-only: what was proposed stays, whether it was approved or not.
agreement_version = Table(
    "agreement_version",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("proposed_by", ForeignKey("municipality.id"), nullable=False),
    Column("proposed_s", Float, nullable=False),
    Column("terms", Text, nullable=False),
)

# Append-only: a version is agreed once each party stands here.
agreement_approval = Table(
    "agreement_approval",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("approved_s", Float, nullable=False),
    ForeignKeyConstraint(
        ["agreement_id", "version"], ["agreement_version.agreement_id", "agreement_version.version"]
    ),
)

# A teacher of one party offered to another; `guest_id` is who they are there once they are welcomed.
agreement_teacher = Table(
    "agreement_teacher",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("guest_id", ForeignKey("person.id", ondelete="CASCADE")),
    Column("offered_s", Float, nullable=False),
    Index(None, "person_id"),
    Index(None, "guest_id"),
)

# A lesson under an agreement, and what became of it. The hours themselves are the ledger's.
delivery = Table(
    "delivery",
    metadata,
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    # Whose teacher it is; who takes is the lesson's municipality.
    Column("giver", ForeignKey("municipality.id"), nullable=False),
    Column("teacher_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("outcome", String(24)),
    Column("minutes", Integer),
    Column("cause", String(16)),
    Column("confirmed_s", Float),
    Index(None, "agreement_id"),
    Index(None, "teacher_id"),
)

# Who was let into a lesson under an agreement, and when first: what the teacher is proposed to confirm.
attendance = Table(
    "attendance",
    metadata,
    Column("lesson_id", ForeignKey("delivery.lesson_id", ondelete="CASCADE"), primary_key=True),
    Column("participant", String(64), primary_key=True),
    Column("at_s", Float, nullable=False),
)

# How it went at one end of a lesson under an agreement, as it told itself; what a failure came of is read
# off it.
lesson_course = Table(
    "lesson_course",
    metadata,
    Column("lesson_id", ForeignKey("delivery.lesson_id", ondelete="CASCADE"), primary_key=True),
    # The teacher's end or the pupil's.
    Column("role", String(16), primary_key=True),
    Column("first_s", Float, nullable=False),
    Column("last_s", Float, nullable=False),
    # Seconds: connected with the other end; not, though both were let in; with much of the sound missing;
    # without the server; with a machine that could not keep up.
    Column("together_s", Integer, nullable=False),
    Column("apart_s", Integer, nullable=False),
    Column("bad_s", Integer, nullable=False),
    Column("away_s", Integer, nullable=False),
    Column("slow_s", Integer, nullable=False),
    # Of the worst minute: how late the other was heard, and how much of the sound was missing.
    Column("late_ms", Float),
    Column("missing_pct", Float),
    Column("relayed", Boolean, nullable=False),
    # Why a device could not be had, as it stood at last; nothing where it could.
    Column("microphone", String(16)),
    Column("camera", String(16)),
)

# Append-only, no person in it: so many minutes, or so much money, from one account to another.
ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("month", String(7), nullable=False),
    Column("day", String(10), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("unit", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("giver", String(64), nullable=False),
    Column("taker", String(64), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("at_s", Float, nullable=False),
    Column("corrects", ForeignKey("ledger_entry.n"), unique=True),
    # A month's sums are read off it in order, without a look at the table (or a sort).
    Index(
        "ix_ledger_entry_sums",
        "agreement_id",
        "month",
        "version",
        "kind",
        "unit",
        "giver",
        "taker",
        "corrects",
        "amount",
    ),
    Index(None, "reference"),
    # The newest of an agreement's are read without a sort of all.
    Index(None, "agreement_id", "n"),
)

# Append-only: a month that is closed. It can be counted again from its entries and is the same.
settlement = Table(
    "settlement",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("closed_by", ForeignKey("municipality.id"), nullable=False),
    Column("closed_s", Float, nullable=False),
    Column("said", Text, nullable=False),
)

# An entry that one side holds to be wrong; it stands until all sides say the same of it.
dispute = Table(
    "dispute",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("entry", ForeignKey("ledger_entry.n"), nullable=False),
    Column("raised_by", ForeignKey("municipality.id"), nullable=False),
    # Of the municipality, for the other one to read; no person is named.
    Column("reason", String(300), nullable=False),
    Column("raised_s", Float, nullable=False),
    # What they came to, once they did.
    Column("outcome", String(16)),
    Column("resolved_s", Float),
    Index(None, "agreement_id"),
    Index(None, "entry"),
)

# What a side would have become of it; it can say otherwise until it is resolved.
dispute_word = Table(
    "dispute_word",
    metadata,
    Column("dispute_id", ForeignKey("dispute.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("outcome", String(16), nullable=False),
    Column("said_s", Float, nullable=False),
)
