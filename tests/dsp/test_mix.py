import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import mix


def test_a_quiet_sum_is_exact() -> None:
    one = np.full((4, 2), 0.25, np.float32)
    out = np.empty((4, 2), np.float32)
    assert np.array_equal(mix([one, one], out), one + one)
    assert not mix([], out).any()


@settings(deadline=None)
@given(levels=st.lists(st.floats(-4, 4, width=32), min_size=1, max_size=8))
def test_no_sum_leaves_full_scale_and_louder_never_becomes_quieter(levels: list[float]) -> None:
    ordered = np.array(sorted(levels), np.float32)[:, None]
    out = mix([ordered, ordered], np.empty_like(ordered))
    assert np.abs(out).max() <= 1.0
    assert (np.diff(out[:, 0]) >= 0).all()
