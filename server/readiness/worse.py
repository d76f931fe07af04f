"""Whether a place got worse, as far as the noise in what it measured lets one say. Pure.

An hour is held against the same hour of the weeks before: afternoons are always worse than nights. Hours of
one day resemble each other, so a day counts once, by the mean of its hours (batch means; A. M. Law,
*Simulation Modeling and Analysis*, chapter 9), and the days' means are tested by Student's t. A place is
called worse when the mean lies beyond what matters with 99.9 %: of a region's dozen places, asked week by
week, that is wrong about once a year.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

HOUR_S = 3600
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S
NOW_DAYS = 7
BEFORE_WEEKS = 4
LEAST_DAYS = 4
MATTERS_MS = 1.0
#: Student's t at 99.9 %, one side, for three degrees of freedom and more (any table of it).
_T = {3: 10.215, 4: 7.173, 5: 5.893, 6: 5.208, 7: 4.785}


@dataclass(frozen=True)
class Worse:
    """Of so many ``days``: the mean change of a figure, and half the width of its 99.9 % interval, ms.

    ``before_ms`` and ``now_ms`` are medians of the hours that were held against each other.
    """

    days: int
    change_ms: float
    uncertain_ms: float
    before_ms: float
    now_ms: float

    @property
    def is_so(self) -> bool:
        return self.change_ms - self.uncertain_ms > MATTERS_MS


def compare(worth_ms: Mapping[int, float], now_s: float) -> Worse | None:
    """Hold the last seven days against the four weeks before them.

    Parameters
    ----------
    worth_ms : Mapping[int, float]
        By the second at which an hour began, all of one profile.
    now_s : float
        Seconds since 1970.

    Returns
    -------
    Worse or None
        None: fewer than four days have hours that were measured in earlier weeks too.
    """
    from_s = now_s - NOW_DAYS * DAY_S
    days: dict[int, list[float]] = defaultdict(list)
    before: list[float] = []
    now: list[float] = []
    for hour_s, value in worth_ms.items():
        if not from_s <= hour_s <= now_s:
            continue
        earlier = (hour_s - week * WEEK_S for week in range(1, BEFORE_WEEKS + 1))
        known = [worth_ms[one] for one in earlier if one in worth_ms]
        if not known:
            continue
        usual = statistics.median(known)
        days[int(hour_s - from_s) // DAY_S].append(value - usual)
        before.append(usual)
        now.append(value)
    means = [statistics.fmean(changes) for changes in days.values()]
    if len(means) < LEAST_DAYS:
        return None
    error = statistics.stdev(means) / math.sqrt(len(means))
    return Worse(
        len(means),
        statistics.fmean(means),
        _T[min(len(means) - 1, max(_T))] * error,
        statistics.median(before),
        statistics.median(now),
    )
