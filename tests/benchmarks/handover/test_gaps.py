from __future__ import annotations

import numpy as np
import pytest

from benchmarks.handover.gaps import Tone, gaps

END_S = 4.0


def _tone(*heard: tuple[float, float]) -> Tone:
    """Loud from so and so long; taken down in windows of 20 ms."""
    time_s = np.arange(0.01, END_S, 0.02)
    loud = np.zeros(len(time_s), bool)
    for start_s, end_s in heard:
        loud |= (time_s >= start_s) & (time_s < end_s)
    return Tone(time_s, np.where(loud, 0.3, 0.01))


def test_the_longest_silence_is_found_and_so_is_the_longest_time_with_both() -> None:
    found = gaps(_tone((0.0, 1.0)), _tone((1.2, END_S)), 0.1, 3.9)
    assert found.none_ms == pytest.approx(200.0, abs=20.0)
    assert found.both_ms == 0.0
    found = gaps(_tone((0.0, 1.1)), _tone((1.0, END_S)), 0.1, 3.9)
    assert found.none_ms == 0.0
    assert found.both_ms == pytest.approx(100.0, abs=20.0)


def test_where_nothing_was_taken_down_nobody_was_heard() -> None:
    nothing = Tone(np.empty(0), np.empty(0))
    found = gaps(_tone((0.0, END_S)), nothing, 3.0, END_S + 1.0)
    assert found.none_ms == pytest.approx(1000.0, abs=30.0)
    assert found.both_ms == 0.0
    assert gaps(nothing, nothing, 0.0, 1.0).none_ms == pytest.approx(1000.0)
