"""What the audit log tells of, and who may have done it."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Everything that is logged; a word here is the only text of a row that people have not to decode."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_ENDED = "sign_in_ended"
    CONFIRMED = "confirmed"
    PASSKEYS_ASKED = "passkeys_asked"
    ADMITTED = "admitted"
    REFUSED = "refused"
    REMOVED = "removed"
    LESSON_REVOKED = "lesson_revoked"
    INVITE_REVOKED = "invite_revoked"
    PERMISSION_GIVEN = "permission_given"
    PERMISSION_WITHDRAWN = "permission_withdrawn"
    GUARDIAN_ADDED = "guardian_added"
    GUARDIAN_REMOVED = "guardian_removed"
    PROTECTED = "protected"
    EXPORTED = "exported"
    ERASURE_WISHED = "erasure_wished"
    ERASED = "erased"
    ERASED_AGAIN = "erased_again"
    RETENTION_SET = "retention_set"
    RETENTION = "retention"
    AGREEMENT_PROPOSED = "agreement_proposed"
    AGREEMENT_APPROVED = "agreement_approved"
    AGREEMENT_ENDED = "agreement_ended"
    TEACHER_WELCOMED = "teacher_welcomed"
    MONTH_SETTLED = "month_settled"
    HOURS_DISPUTED = "hours_disputed"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_RESOLVED = "dispute_resolved"
    IMPORTED = "imported"
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    TABLE_EXPORTED = "table_exported"
    POST_ADVERTISED = "post_advertised"
    POST_WITHDRAWN = "post_withdrawn"
    POST_FILLED = "post_filled"
    RECORDED = "recorded"
    RECORDING_DELETED = "recording_deleted"


#: Actors who are nobody's account: the holder of the host key, the command line, the server by itself,
#: somebody who has no account.
HOST = "host"
COMMAND = "command"
SERVER = "server"
PUBLIC = "public"
