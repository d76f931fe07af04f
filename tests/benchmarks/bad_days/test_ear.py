from __future__ import annotations

import numpy as np

from benchmarks.bad_days.ear import joined


def test_what_jack_skipped_makes_later_sound_no_earlier() -> None:
    sound, clock = joined([(1.0, np.full(64, 0.1)), (1.1, np.full(64, 0.2)), (1.2, np.full(64, 0.3))])
    assert len(sound) == 192
    assert clock is not None
    assert list(clock.time_of(np.array([0.0, 64.0, 128.0]))) == [1.0, 1.1, 1.2]


def test_an_ear_that_heard_no_cycle_has_no_clock() -> None:
    sound, clock = joined([])
    assert len(sound) == 0
    assert clock is None
