"""Who learns in a series, and from which of its times until which."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stay:
    """Somebody learns in the times numbered ``[from_n, until_n)``; None is for as long as it lasts."""

    person_id: str
    from_n: int = 0
    until_n: int | None = None

    def holds(self, n: int) -> bool:
        """Tell whether they learn in the n-th."""
        return self.from_n <= n and (self.until_n is None or n < self.until_n)


def learning(stays: Iterable[Stay], n: int) -> tuple[str, ...]:
    """Who learns in the n-th, in order of their ids."""
    return tuple(sorted(stay.person_id for stay in stays if stay.holds(n)))


def changed(stays: Iterable[Stay], n: int, pupils: Collection[str]) -> tuple[Stay, ...]:
    """Let these and nobody else learn from the n-th on, whatever was said of later times."""
    kept: list[Stay] = []
    staying: set[str] = set()
    for stay in stays:
        if stay.from_n >= n:
            continue
        if stay.person_id in pupils and stay.holds(n):
            staying.add(stay.person_id)
            kept.append(replace(stay, until_n=None))
        else:
            kept.append(replace(stay, until_n=n if stay.until_n is None else min(n, stay.until_n)))
    return (*kept, *(Stay(one, n) for one in sorted(set(pupils) - staying)))
