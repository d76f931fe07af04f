"""What has to be done so that what is planned is what a series says, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.timetable.series import Slot


@dataclass(frozen=True)
class Kept:
    """An occurrence as it is planned; ``own``: changed by itself, so that its series changes it no more."""

    id: str
    n: int
    begins_s: float
    minutes: int
    teacher_id: str
    place_id: str | None
    own: bool = False


@dataclass(frozen=True)
class Changes:
    """What is new, what changes into what, and what is left out."""

    add: tuple[Slot, ...] = ()
    alter: tuple[tuple[str, Slot], ...] = ()
    drop: tuple[str, ...] = ()


def changes(slots: Iterable[Slot], every: Iterable[Slot], kept: Iterable[Kept], *, now_s: float) -> Changes:
    """Compare a series with what is planned of it.

    Parameters
    ----------
    slots : Iterable[Slot]
        The series without holidays.
    every : Iterable[Slot]
        The series with them: what was moved away from a holiday stays.
    kept : Iterable[Kept]
        What is planned; of each number one.
    now_s : float
        Seconds since 1970. What has begun stays as it was, and nothing is added there.
    """
    wanted = {slot.n: slot for slot in slots}
    numbers = {slot.n for slot in every}
    add, alter, drop, seen = [], [], [], set[int]()
    for one in kept:
        seen.add(one.n)
        slot = wanted.get(one.n)
        if one.begins_s <= now_s or (one.own and one.n in numbers):
            continue
        if slot is None or slot.begins_s <= now_s:
            drop.append(one.id)
        elif _said(slot) != _said(one):
            alter.append((one.id, slot))
    add = [slot for n, slot in sorted(wanted.items()) if n not in seen and slot.begins_s > now_s]
    return Changes(tuple(add), tuple(alter), tuple(drop))


def _said(one: Slot | Kept) -> tuple[float, int, str, str | None]:
    return one.begins_s, one.minutes, one.teacher_id, one.place_id
