import pytest

from dsp.path.outcome import Tally


def test_cost_is_mean_delay_and_weighted_share() -> None:
    tally = Tally()
    tally.add(0.0, 4800.0, 480.0, 0.0)
    tally.add(4800.0, 4800.0, 960.0, 96.0)
    outcome = tally.outcome()
    assert outcome.mean_delay_ms == pytest.approx(15.0)
    assert outcome.concealed_pct == pytest.approx(1.0)
    assert outcome.cost_ms(4.0) == pytest.approx(19.0)


def test_nothing_played_is_no_outcome() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Tally().outcome()
