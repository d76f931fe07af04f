from __future__ import annotations

import math
from typing import Any

from benchmarks.bad_days.server import back_in_room


def _said(*phases: str) -> list[dict[str, Any]]:
    return [{"now_s": float(second), "phase": phase} for second, phase in enumerate(phases)]


def test_an_end_is_back_when_it_says_so_after_it_was_away() -> None:
    assert back_in_room(_said("lesson", "away", "away", "lesson"), 2.5) == 0.5


def test_an_end_that_stays_away_or_never_noticed_is_never_back() -> None:
    assert back_in_room(_said("lesson", "away"), 1.5) == math.inf
    assert back_in_room(_said("lesson", "lesson"), 1.5) == math.inf
