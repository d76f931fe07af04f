"""What of a protected person's candidates is passed on: those of a relay, without where it is reached from.

Their own device gathers no others. This is the second lock, for a device that does not know the first.
"""

from __future__ import annotations

import re

_RELATED = re.compile(r" raddr \S+ rport \S+")
_CANDIDATE = re.compile(r"^(a=)?candidate:")


def hidden_candidate(candidate: str) -> str | None:
    """The candidate as others may see it; None if they may not. What ends the candidates passes."""
    if not candidate.strip():
        return candidate
    if " typ relay" not in candidate:
        return None
    return _RELATED.sub(" raddr 0.0.0.0 rport 9", candidate)


def hidden_description(sdp: str) -> str:
    """The description as others may see it."""
    kept = []
    for line in sdp.splitlines():
        shown = hidden_candidate(line) if _CANDIDATE.match(line) else line
        if shown is not None:
            kept.append(shown)
    return "".join(f"{line}\r\n" for line in kept)
