import numpy as np

from benchmarks.clock.simulate import agree


def test_two_ends_agree_over_fibre_and_the_truth_is_within_what_they_say() -> None:
    found = agree("fibre", 3, seconds=20)
    settled = np.abs(found.error_s[found.at_s > 10])
    assert found.outside == 0
    assert float(np.median(settled)) < 50e-6
    assert found.at_s[0] < 1.0


def test_half_of_an_asymmetry_is_unseen_and_within_the_bound() -> None:
    found = agree("fibre", 4, seconds=20, asymmetry_s=5e-3)
    assert found.outside == 0
    assert 2.3e-3 < float(np.median(np.abs(found.error_s[found.at_s > 10]))) < 2.7e-3
    assert float(found.bound_s[-1]) > 7e-3


def test_the_same_seed_gives_the_same_errors() -> None:
    one, other = agree("lte", 5, seconds=5), agree("lte", 5, seconds=5)
    assert np.array_equal(one.error_s, other.error_s)
