"""One entry of the ledger: so many minutes, or so much money, from one account to another.

Nothing is written but such transfers, so the accounts of an agreement sum to zero whatever happens. An entry
is never changed: what was wrong is entered once more the other way round, and then what is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from re import fullmatch

MINUTES = "min"
#: The account of a shared post itself: what it costs goes in, what each municipality bears comes out.
POST = "post"
MAX_AMOUNT = 10**12


class Kind(StrEnum):
    """What an entry is for. All but COST are minutes."""

    LESSON = "lesson"
    PREPARATION = "preparation"
    TRAVEL = "travel"
    # Not held, and borne by the municipality that takes; what the giving one bears is no entry.
    PUPIL_ABSENT = "pupil_absent"
    TEACHER_ABSENT = "teacher_absent"
    TECHNICAL_FAILURE = "technical_failure"
    # Money: what a shared post has cost its employer.
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer.

    Parameters
    ----------
    n : int
        Its place in the ledger; 0 while it has none.
    agreement_id : str
    version : int
        Of the agreement that was in force on ``day``: its price and shares count.
    month : str
        In which it is settled, as ``2026-11``; later than its day's if that was settled already.
    day : str
        When it happened, as ``2026-11-22``, where the agreement says.
    kind : Kind
    unit : str
        ``min``, or a currency's three letters; then ``amount`` is in its hundredths.
    amount : int
        1 to 10**12.
    giver, taker : str
        A municipality's id, or ``post``.
    reference : str
        A lesson's id or nothing. Never a person's.
    corrects : int or None
        The entry that this one takes back.

    Raises
    ------
    ValueError
        One of these is out of range.
    """

    n: int
    agreement_id: str
    version: int
    month: str
    day: str
    kind: Kind
    unit: str
    amount: int
    giver: str
    taker: str
    reference: str
    at_s: float
    corrects: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.amount <= MAX_AMOUNT:
            raise ValueError(f"amount {self.amount}")
        if self.giver == self.taker:
            raise ValueError(f"giver and taker are both {self.giver}")
        if not fullmatch(r"\d{4}-\d{2}", self.month) or self.month < self.day[:7]:
            raise ValueError(f"month {self.month} of day {self.day}")
        if (self.unit == MINUTES) == (self.kind is Kind.COST):
            raise ValueError(f"{self.kind} in {self.unit}")

    def counter(self, *, month: str, at_s: float) -> Entry:
        """The entry that takes this one back.

        Raises
        ------
        ValueError
            This one takes another back: what was wrongly taken back is entered anew.
        """
        if self.corrects is not None:
            raise ValueError(f"entry {self.n} is itself a correction")
        return replace(self, n=0, giver=self.taker, taker=self.giver, month=month, at_s=at_s, corrects=self.n)


def balances(entries: Iterable[Entry]) -> Counter[tuple[str, str]]:
    """What each account has given, less what it has taken, by ``(account, unit)``."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        found[entry.giver, entry.unit] += entry.amount
        found[entry.taker, entry.unit] -= entry.amount
    return found
