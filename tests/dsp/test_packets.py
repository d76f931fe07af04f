import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import Unwrapper


@settings(deadline=None)
@given(start=st.integers(0, 2**16 - 1), steps=st.lists(st.integers(-(2**15), 2**15 - 1), max_size=50))
def test_steps_of_less_than_half_a_cycle_are_followed_either_way(start: int, steps: list[int]) -> None:
    unwrapper = Unwrapper(16)
    at = unwrapper.unwrap(start)
    assert at == start
    for step in steps:
        at += step
        assert unwrapper.peek(at % 2**16) == at
        assert unwrapper.unwrap(at % 2**16) == at


def test_a_peek_is_not_remembered() -> None:
    unwrapper = Unwrapper(32)
    unwrapper.unwrap(2**32 - 10)
    assert unwrapper.peek(5) == 2**32 + 5
    assert unwrapper.peek(2**32 - 20) == 2**32 - 20


def test_a_counter_of_no_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="not 1"):
        Unwrapper(1)
