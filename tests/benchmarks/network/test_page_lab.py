"""Which of a link's packets were a page's measurement."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.network.page_lab import PROFILES, truth_of
from benchmarks.paths.linklab import ENTRY

MS = 1_000_000


def packets(count: int, *, from_ms: float, way: int, length: int, every: int = 0) -> NDArray[np.void]:
    """Data of a channel, 5 ms apart, 7 ms under way; each ``every``-th is lost."""
    made = np.zeros(count, ENTRY)
    made["head"][:, 9], made["head"][:, 28] = 17, 23
    made["came_ns"] = round(from_ms * MS) + np.arange(count) * 5 * MS
    made["due_ns"] = made["went_ns"] = made["came_ns"] + 7 * MS
    made["way"], made["len"] = way, length
    if every:
        made["went_ns"][::every] = -1
    return made


def recorded(*parts: NDArray[np.void]) -> NDArray[np.void]:
    both = np.concatenate(parts)
    return both[np.argsort(both["came_ns"], kind="stable")]


def test_three_runs_are_told_apart_by_the_pauses_between_them() -> None:
    runs = [
        packets(200, from_ms=1000 + 3000 * number, way=1, length=200, every=every)
        for number, every in enumerate((0, 50, 0))
    ]
    answers = [packets(200, from_ms=1000 + 3000 * number, way=0, length=200) for number in range(3)]
    small = packets(2000, from_ms=0, way=1, length=100)
    found = truth_of(recorded(*runs, *answers, small))
    assert [found[name][1].loss_pct for name in PROFILES] == pytest.approx([0.0, 2.0, 0.0])
    assert all(found[name][0].one_way_p50_ms == pytest.approx(7.0) for name in PROFILES)


def test_a_record_that_cannot_be_told_apart_says_nothing() -> None:
    found = truth_of(recorded(packets(900, from_ms=0, way=1, length=200)))
    assert found == {name: {} for name in PROFILES}
