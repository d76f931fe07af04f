"""Which entries follow from what became of a lesson: a function of the terms alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from server.agreements.standing import Version
from server.agreements.terms import Bears
from server.ledger.entries import MINUTES, Entry, Kind


class Outcome(StrEnum):
    HELD = "held"
    PUPIL_ABSENT = "pupil_absent"
    TEACHER_ABSENT = "teacher_absent"
    TECHNICAL_FAILURE = "technical_failure"


class Cause(StrEnum):
    """What failed, of a technical failure."""

    NETWORK = "network"
    DEVICE = "device"
    SERVER = "server"
    POWER = "power"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A lesson as it was confirmed; ``day`` where the agreement holds, ``month`` in which it is settled."""

    agreement_id: str
    lesson_id: str
    giver: str
    taker: str
    day: str
    month: str
    outcome: Outcome
    minutes: int


def entries_of(found: Delivered, version: Version, *, at_s: float) -> list[Entry]:
    """Turn a confirmed lesson into entries without numbers.

    A lesson held is entered with what it took, and with the preparation and travel agreed on. One that was
    not is entered as far as the taking municipality bears it; of a half, the odd minute is the giver's.
    """
    return [
        Entry(
            n=0,
            agreement_id=found.agreement_id,
            version=version.number,
            month=found.month,
            day=found.day,
            kind=kind,
            unit=MINUTES,
            amount=minutes,
            giver=found.giver,
            taker=found.taker,
            reference=found.lesson_id,
            at_s=at_s,
        )
        for kind, minutes in _minutes(found, version)
        if minutes > 0
    ]


def _minutes(found: Delivered, version: Version) -> Iterator[tuple[Kind, int]]:
    terms = version.terms
    if found.outcome is Outcome.HELD:
        yield Kind.LESSON, found.minutes
        yield Kind.PREPARATION, terms.preparation_min
        yield Kind.TRAVEL, terms.travel_min
        return
    kind, bears = {
        Outcome.PUPIL_ABSENT: (Kind.PUPIL_ABSENT, terms.borne.pupil),
        Outcome.TEACHER_ABSENT: (Kind.TEACHER_ABSENT, terms.borne.teacher),
        Outcome.TECHNICAL_FAILURE: (Kind.TECHNICAL_FAILURE, terms.borne.technology),
    }[found.outcome]
    yield kind, {Bears.TAKER: found.minutes, Bears.GIVER: 0, Bears.HALF: found.minutes // 2}[bears]
