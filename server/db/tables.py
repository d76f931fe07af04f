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
    # A municipality, or another provider of lessons: a study association, a county, a music school.
    Column("kind", String(16), nullable=False, server_default="municipality"),
    # From when its staff show a passkey; without it a password is enough.
    Column("passkeys_from_s", Float),
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
    # How long it is planned to last.
    Column("minutes", Integer),
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
    # Both: whether somebody is in a lesson is asked of each of a week's lessons, and they have years of them.
    Index(None, "person_id", "lesson_id"),
)

# A code that opens an invite for half an hour; only a keyed digest of it is kept, one for each invite.
code = Table(
    "code",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("invite_id", ForeignKey("invite.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
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

# Somebody who can sign in. Who they are to a municipality stands in `membership`.
account = Table(
    "account",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", String(254), nullable=False),
    # Argon2; None for somebody who signs in by passkey, their municipality's sign-in or a mailed link.
    Column("password_hash", String(200)),
    Column("created_s", Float, nullable=False),
    Column("closed_s", Float),
    Index(None, "email", unique=True),
)

# An account in a municipality: which of its people it is.
membership = Table(
    "membership",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("municipality_id", ForeignKey("municipality.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("created_s", Float, nullable=False),
    Index(None, "account_id", "municipality_id", unique=True),
    Index(None, "municipality_id"),
    Index(None, "person_id"),
)

membership_role = Table(
    "membership_role",
    metadata,
    Column("membership_id", ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), primary_key=True),
)

# Whose guardian somebody is. Nothing follows from it until they have confirmed it themselves.
guardian = Table(
    "guardian",
    metadata,
    Column("guardian_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("pupil_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("created_s", Float, nullable=False),
    Column("confirmed_s", Float),
    Index(None, "pupil_id"),
)

# The adult who sits beside the pupil in a lesson.
lesson_host = Table(
    "lesson_host",
    metadata,
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Index(None, "person_id"),
)

# One browser somebody has signed in with. The cookie's token is kept as its hash alone, no address at all.
sign_in = Table(
    "sign_in",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("token_hash", String(64), nullable=False),
    # By what: password, passkey, link, handed (an admin's link), oidc, or oidc_mfa (with two factors).
    Column("way", String(16), nullable=False),
    # What kind of browser, in words such as "Chrome, ChromeOS".
    Column("browser", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("seen_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("revoked_s", Float),
    # When whoever it is last showed it; without it, at the beginning.
    Column("confirmed_s", Float),
    Index(None, "token_hash", unique=True),
    Index(None, "account_id"),
)

passkey = Table(
    "passkey",
    metadata,
    # The credential's own id, base64url; authenticators choose up to 1023 bytes.
    Column("id", String(1400), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("browser", String(80), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("used_s", Float),
    Index(None, "account_id"),
)

# Who of a municipality's own sign-in service (OIDC) an account is; an admin says so, nobody else.
identity = Table(
    "identity",
    metadata,
    Column("issuer", String(200), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("created_s", Float, nullable=False),
    Index(None, "account_id"),
)

# A one-use address handed or mailed to somebody; it does nothing before it is confirmed by POST.
account_link = Table(
    "account_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    # What it does: password, guardian or sign_in.
    Column("purpose", String(16), nullable=False),
    Column("created_s", Float, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("used_s", Float),
    Index(None, "account_id"),
)

# One half-done sign-in (a passkey's challenge, a state and nonce of OIDC); used once, gone in minutes.
sign_in_step = Table(
    "sign_in_step",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("value", Text, nullable=False),
    Column("expires_s", Float, nullable=False),
    Index(None, "expires_s"),
)

# Append-only: the newest row of a person and a purpose holds. server/privacy/permission.py alone reads it.
permission = Table(
    "permission",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("given_by", ForeignKey("person.id"), nullable=False),
    Column("at_s", Float, nullable=False),
    Column("until_s", Float),
    Index(None, "person_id", "purpose"),
    Index(None, "given_by"),
)

# How many days a municipality keeps what, where it differs from the defaults.
retention = Table(
    "retention",
    metadata,
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("days", Integer, nullable=False),
)

# Makes a person's pseudonym in the audit log; erasure destroys it.
pseudonym_key = Table(
    "pseudonym_key",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Append-only and chained by `hash`; no name and no id of a person in it, so it outlives every erasure.
audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at_s", Float, nullable=False),
    Column("action", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("subject", String(80)),
    Column("municipality", String(64)),
    Column("details", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "subject"),
)

# Hashes of what was erased: with the list beside the database, how a restored backup forgets it again.
erasure = Table(
    "erasure",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("at_s", Float, nullable=False),
)

# To be erased once their lesson is over.
erasure_wish = Table(
    "erasure_wish",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("at_s", Float, nullable=False),
    Column("actor", String(80), nullable=False),
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
