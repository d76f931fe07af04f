import dataclasses

import numpy as np
import pytest

from benchmarks.outcome import Hearing, hearings
from tests.benchmarks.staged import LATE_MS, SECONDS, heard, lesson

HELD = lesson()
TEACHER, PUPIL = heard()


@pytest.mark.parametrize("one", [TEACHER, PUPIL], ids=["teacher", "pupil"])
def test_what_each_ear_heard_is_found_from_outside(one: Hearing) -> None:
    assert one.mouth.part.who != one.ear.part.who
    assert one.p50_ms == pytest.approx(LATE_MS[one.ear.part.who], abs=0.05)
    assert one.correlation > 0.99
    assert one.damaged_pct == one.gap_pct == 0


def test_the_ledger_is_held_against_the_outside() -> None:
    assert TEACHER.ledger_ms == pytest.approx(LATE_MS["teacher"] + 0.5)
    assert TEACHER.ledger_off_ms == pytest.approx(0.5, abs=0.05)


def test_only_the_measured_part_counts() -> None:
    assert len(TEACHER.played) == pytest.approx(SECONDS * 48_000, abs=2)
    assert float(TEACHER.played_clock.time_of(np.zeros(1))[0]) == pytest.approx(0, abs=1e-4)
    assert float(TEACHER.delay_s.min()) >= 0 and float(TEACHER.delay_s.max()) <= SECONDS


def test_loss_and_concealment_are_those_of_the_measured_part() -> None:
    assert TEACHER.loss_pct == pytest.approx(1.0) and TEACHER.concealed_pct == pytest.approx(2.0)
    assert np.allclose(TEACHER.trace.concealed_now_pct[1:], 2.0)


def test_an_end_that_knew_nothing_has_no_ledger() -> None:
    nothing = {"mouth_to_ear_ms": None, "parts": None}
    deaf = [status | {"far": [status["far"][0] | nothing]} for status in HELD.teacher.statuses]
    ear = hearings(dataclasses.replace(HELD, teacher=dataclasses.replace(HELD.teacher, statuses=deaf)))[0]
    assert np.isnan(ear.ledger_ms) and np.isnan(ear.ledger_off_ms)
    assert ear.p50_ms == pytest.approx(LATE_MS["teacher"], abs=0.05)


def test_an_end_that_said_nothing_leaves_only_the_outside() -> None:
    ear = hearings(dataclasses.replace(HELD, pupil=dataclasses.replace(HELD.pupil, statuses=[])))[1]
    assert np.isnan(ear.loss_pct) and np.isnan(ear.concealed_pct)
    assert ear.correlation > 0.99
