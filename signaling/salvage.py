"""What can still be made out of a message that cannot be read."""

from __future__ import annotations

import json


def message_number(text: str) -> int | None:
    """The ``seq`` of a message of which nothing else was understood, if that much can be read."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return None
    seq = raw.get("seq") if isinstance(raw, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) else None
