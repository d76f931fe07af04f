"""Nobody in two lessons at once, and no place with two: which of what is wanted meets what is taken."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Engagement:
    """Somebody, or a place, for a time that ends before ``ends_s``; ``of`` is what for."""

    begins_s: float
    ends_s: float
    subject: str
    of: str


@dataclass(frozen=True)
class Clash:
    """Two engagements of one subject that overlap."""

    wanted: Engagement
    taken: Engagement


def clashes(wanted: Iterable[Engagement], taken: Iterable[Engagement]) -> list[Clash]:
    """Every pair that overlaps, of which one at least is wanted, the earliest first.

    What ends when the other begins does not meet it. Two of the same ``of`` do not meet each other.
    """
    by_subject: dict[str, list[tuple[Engagement, bool]]] = defaultdict(list)
    for asked, found in ((True, wanted), (False, taken)):
        for one in found:
            insort(by_subject[one.subject], (one, asked))
    met = [clash for every in by_subject.values() for clash in _swept(every)]
    return sorted(met, key=lambda clash: (clash.wanted, clash.taken))


def _swept(every: list[tuple[Engagement, bool]]) -> Iterable[Clash]:
    going: list[tuple[Engagement, bool]] = []
    for one, asked in every:
        going = [before for before in going if before[0].ends_s > one.begins_s]
        for other, before_asked in going:
            if one.of != other.of and (asked or before_asked):
                # Of two that are both wanted, the later meets the earlier.
                yield Clash(one, other) if asked else Clash(other, one)
        going.append((one, asked))
