"""How an agreement stands on a day: which of its versions counts, and what its coordinators should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.agreements.terms import Terms

SOON = timedelta(days=60)


class State(StrEnum):
    DRAFT = "draft"  # no version has every side's approval
    AGREED = "agreed"  # approved, and its time has not come
    IN_FORCE = "in_force"
    LAPSED = "lapsed"  # its time is over: it warns, and shuts nobody out
    ENDED = "ended"  # a side has ended it


class Notice(StrEnum):
    LAPSED = "lapsed"
    LAPSES_SOON = "lapses_soon"


@dataclass(frozen=True)
class Version:
    """What one side proposed, and who has approved it."""

    number: int
    terms: Terms
    proposed_by: str
    proposed_s: float
    approved_by: frozenset[str]

    @property
    def agreed(self) -> bool:
        return all(party.municipality in self.approved_by for party in self.terms.parties)


@dataclass(frozen=True)
class Agreement:
    """All that is kept of an agreement; the versions are in order, and there is one at least."""

    id: str
    created_s: float
    ended_on: date | None
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def version_on(self, day: date) -> Version | None:
        """The newest version agreed that has begun by that day; before all of them, the first agreed."""
        return counting(self.versions, day)

    def state_on(self, day: date) -> State:
        """How it stands on a day."""
        version = self.version_on(day)
        if version is None:
            return State.DRAFT
        if self.ended_on is not None and day > self.ended_on:
            return State.ENDED
        if day < version.terms.valid_from:
            return State.AGREED
        return State.LAPSED if day > version.terms.valid_until else State.IN_FORCE

    def notices_on(self, day: date) -> list[Notice]:
        """What its coordinators should see to."""
        version, state = self.version_on(day), self.state_on(day)
        if state is State.LAPSED:
            return [Notice.LAPSED]
        if version and state is State.IN_FORCE and version.terms.valid_until - day <= SOON:
            later = any(one.agreed and one.terms.valid_until > day + SOON for one in self.versions)
            return [] if later or self.ended_on else [Notice.LAPSES_SOON]
        return []


def counting(versions: Sequence[Version], day: date) -> Version | None:
    """See `Agreement.version_on`."""
    agreed = [one for one in versions if one.agreed]
    begun = [one for one in agreed if one.terms.valid_from <= day]
    return begun[-1] if begun else agreed[0] if agreed else None
