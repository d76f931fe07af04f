from hypothesis import given
from hypothesis import strategies as st

from dsp.midi.waiting import FixedDelay

TRANSITS = st.lists(st.floats(0.0, 0.8), min_size=1, max_size=60)


def test_the_first_delay_covers_what_was_measured_and_a_message_lost() -> None:
    waiting = FixedDelay()
    for number, transit_s in enumerate((0.040, 0.062, 0.051)):
        waiting.measured(transit_s, at_s=number * 0.1)
    assert round(waiting.delay_s, 6) == 0.085


def test_a_late_event_lifts_it_at_once_and_nothing_lowers_it_while_somebody_plays() -> None:
    waiting = FixedDelay()
    waiting.measured(0.02, at_s=0.0)
    waiting.needed(0.101, at_s=1.0)
    assert round(waiting.delay_s, 6) == 0.115
    for number in range(100):
        waiting.needed(0.01, at_s=2.0 + number)
        waiting.measured(0.01, at_s=2.0 + number)
    assert round(waiting.delay_s, 6) == 0.115
    assert waiting.lifts == 1


def test_between_two_pieces_it_comes_down_once_the_worst_is_a_minute_old() -> None:
    waiting = FixedDelay()
    waiting.needed(0.2, at_s=0.0)
    for second in range(59):
        waiting.measured(0.02, at_s=float(second))
    assert waiting.delay_s > 0.2
    waiting.measured(0.02, at_s=62.0)
    assert round(waiting.delay_s, 6) == 0.04


def test_no_path_makes_it_longer_than_half_a_second_or_shorter_than_a_fiftieth() -> None:
    waiting = FixedDelay()
    waiting.measured(-1.0, at_s=0.0)
    assert waiting.delay_s == 0.02
    waiting.needed(3.0, at_s=0.1)
    assert waiting.delay_s == 0.5


@given(TRANSITS)
def test_while_somebody_plays_it_never_goes_down(transits: list[float]) -> None:
    waiting = FixedDelay()
    last_s = waiting.delay_s
    for number, transit_s in enumerate(transits):
        waiting.needed(transit_s, at_s=number * 0.5)
        waiting.measured(transit_s, at_s=number * 0.5)
        assert waiting.delay_s >= last_s
        assert waiting.delay_s >= min(transit_s, 0.5)
        last_s = waiting.delay_s
