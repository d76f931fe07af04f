import numpy as np

from benchmarks.together.material import MOST_OFF, apart_samples, bursts


def test_a_burst_is_found_where_it_is_between_samples_too_and_a_lost_one_is_not() -> None:
    track, middles = bursts(2.0, 4)
    flat = track[:, 0]
    at = int(middles[3])
    for late in (-700, 0, 19):
        found = apart_samples(flat, np.roll(flat, late), at)
        assert found is not None
        assert abs(found - late) < 0.02
    half = np.interp(np.arange(len(flat)) - 0.4, np.arange(len(flat)), flat).astype(np.float32)
    found = apart_samples(flat, half, at)
    assert found is not None
    assert abs(found - 0.4) < 0.15
    assert apart_samples(flat, np.zeros_like(flat), at) is None
    assert np.diff(middles).min() > 2 * MOST_OFF  # none is taken for its neighbour
