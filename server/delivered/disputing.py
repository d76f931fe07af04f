"""What becomes of a disputed entry: a function of what its sides say, and of nothing else.

A dispute changes nothing by itself: the entry stands, and is settled as it stands, marked. Once every side
says the same, it is kept or taken back by a counter-entry; of the history nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from server.agreements.terms import Terms
from server.delivered.months import open_month
from server.ledger.entries import POST, Entry
from server.ledger.settlement import Form


class DisputeOutcome(StrEnum):
    KEEP = "keep"
    TAKE_BACK = "take_back"


def sides_of(entry: Entry, terms: Terms) -> frozenset[str]:
    """Whose word is needed: who gave and who took, or every party where all of them bear it."""
    if POST in {entry.giver, entry.taker} or terms.form is Form.POOL:
        return frozenset(party.municipality for party in terms.parties)
    return frozenset({entry.giver, entry.taker})


def agreed(sides: frozenset[str], words: Mapping[str, DisputeOutcome]) -> DisputeOutcome | None:
    """What all sides say; nothing as long as one is silent or says otherwise."""
    said = {words.get(one) for one in sides}
    return said.pop() if len(said) == 1 else None


def taken_back(standing: Iterable[Entry], *, settled: str, at_s: float) -> list[Entry]:
    """Counter-entries to what stands, in its own months or the first that is not settled yet."""
    return [one.counter(month=open_month(one.month, settled), at_s=at_s) for one in standing]
