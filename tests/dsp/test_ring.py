import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import RingBuffer


@settings(deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=60))
def test_what_goes_in_comes_out_once_and_in_order(moves: list[tuple[int, int]]) -> None:
    ring = RingBuffer(16, 2)
    next_in = next_out = 0
    for put, take in moves:
        block = np.repeat(np.arange(next_in, next_in + put, dtype=np.float32)[:, None], 2, axis=1)
        next_in += ring.write(block)
        assert ring.readable + ring.writable == 16
        out = np.full((take, 2), -1.0, np.float32)
        got = ring.read_into(out)
        assert np.array_equal(out[:got, 0], np.arange(next_out, next_out + got))
        assert not out[got:].any()
        next_out += got
    assert next_in - next_out == ring.readable


def test_a_ring_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="not 0"):
        RingBuffer(0, 1)
    with pytest.raises(ValueError, match="not -1"):
        RingBuffer(8, -1)
