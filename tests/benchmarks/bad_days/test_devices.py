from __future__ import annotations

import numpy as np

from benchmarks.bad_days.devices import lasts, unskipped


def test_time_that_passed_without_samples_is_counted() -> None:
    at_s = np.arange(5.0)
    sample = at_s * 48_000
    stamps = np.stack([sample, at_s, at_s], axis=1)
    assert unskipped(stamps, 0.0, 9.0) == 0
    stamps[3:, 0] -= 24_000
    assert unskipped(stamps, 0.0, 9.0) == 1


def test_a_lesson_lasts_while_each_has_the_other() -> None:
    assert lasts({"phase": "lesson", "far": [{"state": "up"}]})
    assert not lasts({"phase": "lesson", "far": []})
    assert not lasts({"phase": "away", "far": [{"state": "up"}]})
