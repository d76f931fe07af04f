"""What the hours' API takes and gives."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from server.delivered.booking import Cause, Outcome
from server.delivered.disputing import DisputeOutcome
from server.delivered.signs import Sign
from server.ledger.entries import MAX_AMOUNT, Entry, Kind
from server.lessons.plan_schemas import NextPage
from server.lessons.schemas import LINE, In
from signaling.messages import Role

Reason = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=LINE, strip_whitespace=True)]
MAX_ENTRY = 2**31 - 1
Month = Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]


class NewDelivery(In):
    """What became of a lesson. ``minutes`` is what it took; of one that was not held, what was planned."""

    outcome: Outcome
    minutes: Annotated[int, Field(ge=1, le=240)]
    cause: Cause | None = None

    @model_validator(mode="after")
    def _cause(self) -> Self:
        if (self.cause is not None) != (self.outcome is Outcome.TECHNICAL_FAILURE):
            raise ValueError("a cause belongs to a technical failure, and to nothing else")
        return self


class PlaceOut(BaseModel):
    """A place's network in the worst hour of the lesson, and the municipality's limits."""

    name: str
    late_ms: float
    late_limit_ms: float
    lost_pct: float
    lost_limit_pct: float


class SeenOut(BaseModel):
    """Something that was measured of a lesson; ``cause`` is what it points to of a technical failure."""

    sign: Sign
    cause: Cause | None
    end: Annotated[Role | None, Field(description="At which end of the lesson.")] = None
    seconds: Annotated[int | None, Field(description="For how long.")] = None
    late_ms: float | None = None
    device: Annotated[str | None, Field(description="Why it could not be had.")] = None
    place: PlaceOut | None = None


class DeliveryOut(BaseModel):
    """A lesson under an agreement.

    ``proposed`` is what became of it as far as it was seen. ``measured`` is what was, the most telling first:
    how it went at its two ends, and the place's network where that was over a limit while the lesson was on.
    """

    lesson: str
    agreement: str
    title: str
    teacher: str
    pupils: list[str]
    begins_at: datetime
    planned_min: int
    proposed: Outcome | None
    outcome: Outcome | None
    minutes: int | None
    cause: Cause | None
    together_min: Annotated[int | None, Field(description="Both were connected; nothing where no page told.")]
    measured: list[SeenOut]
    disputed: bool


class DeliveryList(BaseModel):
    """A page of them; ``next`` where there are more."""

    lessons: list[DeliveryOut]
    next: NextPage | None = None


class NewCost(In):
    """What a shared post has cost its employer in a month, in hundredths of the currency."""

    month: Month
    amount_minor: Annotated[int, Field(ge=1, le=MAX_AMOUNT)]


class EntryOut(BaseModel):
    n: int
    version: int
    month: str
    day: date
    kind: Kind
    unit: str
    amount: int
    giver: str
    taker: str
    corrects: int | None


def entry_out(entry: Entry) -> EntryOut:
    """Write an entry out; which lesson it was stays in the municipality it was given in."""
    return EntryOut.model_validate({name: value for name, value in asdict(entry).items() if name in _OUT})


_OUT = set(EntryOut.model_fields)


class NewDispute(In):
    """An entry, by its number, and why it is wrong: for the other side to read, without anybody's name."""

    entry: Annotated[int, Field(ge=1, le=MAX_ENTRY)]
    reason: Annotated[
        str, StringConstraints(min_length=1, max_length=300, pattern=LINE, strip_whitespace=True)
    ]


class NewWord(In):
    """What one's own side would have become of it."""

    outcome: DisputeOutcome


class DisputeOut(BaseModel):
    """Who has to say something, who has said what, and once all say the same, what became of it."""

    id: str
    entry: EntryOut
    raised_by: str
    reason: str
    raised_at: datetime
    sides: list[str]
    words: dict[str, DisputeOutcome]
    outcome: DisputeOutcome | None
    resolved_at: datetime | None


class LineOut(BaseModel):
    version: int
    kind: Kind
    giver: str
    taker: str
    minutes: int
    worth_minor: int


class AccountOut(BaseModel):
    municipality: str
    given_min: int
    taken_min: int
    due_minor: int


class BalanceOut(BaseModel):
    """A party's hours in an exchange; ``open_min`` above zero is to be given to it, below zero by it."""

    municipality: str
    given_min: int
    taken_min: int
    carried_min: Annotated[int, Field(description="Of the months before.")]
    open_min: int


class PaymentOut(BaseModel):
    payer: str
    payee: str
    amount_minor: int


class SettlementOut(BaseModel):
    """A month; ``settled`` once it is closed for good."""

    month: str
    settled: bool
    currency: str
    worth_minor: int
    lines: list[LineOut]
    accounts: list[AccountOut]
    payments: list[PaymentOut]
    balances: Annotated[
        list[BalanceOut], Field(description="Of an exchange without a price: hours carried on.")
    ] = []
    disputed: Annotated[
        list[DisputeOut],
        Field(description="Of its entries those that are disputed now; they count as they stand."),
    ] = []


class SettlementList(BaseModel):
    """A month of every agreement that counts, by the agreement's id."""

    settlements: dict[str, SettlementOut]


class HoursOut(BaseModel):
    """An agreement's months with entries, the newest entries, and what the municipalities are called."""

    months: list[str]
    settled_to: str | None
    names: dict[str, str]
    entries: list[EntryOut]
    disputes: list[DisputeOut]
    disputable: Annotated[list[int], Field(description="Which of the entries one could dispute now.")]
