"""Who stands at the lesson's door."""

from __future__ import annotations

from signaling.messages import Admission, ParticipantView

__all__ = ["waits"]


def waits(one: ParticipantView) -> bool:
    """Whether a device of theirs stands at the door (perhaps a second one of somebody inside)."""
    if one.admission in (Admission.REFUSED, Admission.REMOVED):
        return False
    return any(end.present and not end.admitted for end in one.endpoints)
