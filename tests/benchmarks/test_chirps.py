import numpy as np
import pytest

from benchmarks.chirps import ledger_off_ms

HEARD_S = np.arange(3.0, 10.0, 0.4)
SAID = [(at_s, 10.0 + at_s) for at_s in np.arange(0.0, 12.0, 0.25)]


def test_what_was_said_is_held_against_the_half_second_it_speaks_of() -> None:
    true_ms = 10.0 + HEARD_S + 0.25
    assert ledger_off_ms(HEARD_S, true_ms, SAID, []) == pytest.approx(np.zeros(len(HEARD_S)))


def test_chirps_near_an_xrun_do_not_count() -> None:
    true_ms = 10.25 + HEARD_S
    true_ms[(HEARD_S > 4.9) & (HEARD_S < 6.1)] += 3.0
    left = ledger_off_ms(HEARD_S, true_ms, SAID, [5.0])
    assert left == pytest.approx(np.zeros(len(left)))
    assert 0 < len(left) < len(HEARD_S)


def test_nothing_said_is_nothing_off() -> None:
    assert len(ledger_off_ms(HEARD_S, HEARD_S, [], [])) == 0


def test_times_and_delays_belong_together() -> None:
    with pytest.raises(ValueError, match="18 times of 17"):
        ledger_off_ms(HEARD_S, HEARD_S[1:], SAID, [])
