"""What one bad thing did to a lesson, and a file in which many of them gather, over many runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

#: So many in one lesson; more lessons when more are asked for.
PER_LESSON = 5


@dataclass(frozen=True)
class Happened:
    """What one event did.

    Attributes
    ----------
    case : str
    back_s : tuple[float, ...]
        From its end until all is well again, at each end that can tell; infinite: never.
    told_s : float or None
        Until the person was told; None where it was not looked at.
    stale_s : float
        Of stale sound, at all ends together.
    lost : int
        Audio packets lost meanwhile.
    silent_s : float
        How long nothing clear was heard meanwhile, at all ends together.
    kept : bool
        The lesson went on.
    crashed : bool
        A program of ours ended.
    unskipped : int
        Places where sample indices did not follow the time that had passed.
    """

    case: str
    back_s: tuple[float, ...]
    told_s: float | None = None
    stale_s: float = 0.0
    lost: int = 0
    silent_s: float = 0.0
    kept: bool = True
    crashed: bool = False
    unskipped: int = 0


def read(file: Path | None, case: str) -> list[Happened]:
    """What has gathered of one case; nothing where there is no file yet.

    Raises
    ------
    ValueError
        A line is none of ours.
    """
    if file is None or not file.exists():
        return []
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            one = json.loads(line)
            happened = Happened(**{**one, "back_s": tuple(one["back_s"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{file}, line {number}, is nothing that bench bad-days wrote") from error
        if happened.case == case:
            found.append(happened)
    return found


def add(file: Path | None, happened: list[Happened]) -> None:
    """Add to what has gathered."""
    if file is not None:
        with file.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(asdict(one)) + "\n" for one in happened)


def gather(
    case: str, times: int, file: Path | None, suffer: Callable[[int], list[Happened]]
) -> list[Happened]:
    """Have ``suffer(count)`` let it happen until it has ``times`` times, all runs into ``file`` together."""
    found = read(file, case)[:times]
    while len(found) < times:
        sys.stderr.write(f"{case}: {len(found)} of {times}\n")
        more = suffer(min(PER_LESSON, times - len(found)))
        add(file, more)
        found += more
    return found
