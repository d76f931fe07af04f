"""The tables of posts that municipalities share: what each needs, what was composed, who is interested."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, false

from server.db.tables import metadata

# What one employer lacks: a part of a post, in percent of a full one.
post_need = Table(
    "post_need",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("percent", Integer, nullable=False),
    # Lists of words, as JSON.
    Column("languages", Text, nullable=False),
    Column("places", Text, nullable=False),
    Column("from_day", String(10), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("closed_s", Float),
    Index(None, "municipality_id"),
)

# Composed of needs by one of their employers; advertised once all of them have agreed.
post = Table(
    "post",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("title", String(120), nullable=False),
    Column("said", Text, nullable=False),
    Column("apply_until", String(10), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("advertised_s", Float),
    Column("filled_s", Float),
    Column("withdrawn_s", Float),
    Column("agreement_id", ForeignKey("agreement.id")),
    Index(None, "municipality_id"),
)

post_part = Table(
    "post_part",
    metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("need_id", ForeignKey("post_need.id"), primary_key=True),
    # The employer's consent to be advertised with the others.
    Column("agreed_s", Float),
    Index(None, "need_id"),
)

# Somebody who would like a post: no account, no person of any municipality. Gone by their own link at once.
post_interest = Table(
    "post_interest",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("email", String(254), nullable=False),
    Column("words", Text, nullable=False),
    # By which they confirm the address and take their interest back.
    Column("token_hash", String(64), nullable=False),
    Column("mailed", Boolean, nullable=False, server_default=false()),
    Column("consented_s", Float, nullable=False),
    Column("confirmed_s", Float),
    Index(None, "post_id", "email", unique=True),
    Index(None, "token_hash", unique=True),
)
