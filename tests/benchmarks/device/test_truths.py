import pytest

from benchmarks.device.truth import Fault
from benchmarks.device.truths import FAULTS, LEAST_SNR_DB, named, one

TRUTHS = range(1, 7)  # two hundred: klangbro bench device-truths, which make soak runs


@pytest.mark.parametrize("seed", TRUTHS)
def test_what_is_measured_of_a_random_interface_is_what_it_is(seed: int) -> None:
    truth, errors = one(seed)
    assert abs(errors.rtl_samples) <= 0.05, truth
    assert abs(errors.drift_ppm) <= 0.5, truth
    assert abs(errors.thd_n_db) <= 0.5, truth
    assert errors.response_db <= 0.2, truth
    assert errors.noise_db <= 1.0, truth
    assert abs(errors.balance_db) <= 0.1, truth
    assert errors.snr_db >= LEAST_SNR_DB - 0.5, truth
    assert errors.named == (), truth


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_recognised_and_named(fault: Fault) -> None:
    assert named(31, fault)[:1] == (fault,)
