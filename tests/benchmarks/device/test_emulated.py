import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.device.emulated import EmulatedInterface
from benchmarks.device.truth import Fault, Truth

LOUD = Truth(fault=Fault.ECHO, thd_db=-30.0, noise_dbfs=-60.0, response=((100.0, -3.0), (5000.0, 2.0)))
PLAYED = np.random.default_rng(5).uniform(-0.2, 0.2, (3000, 2)).astype(np.float32)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=8))
def test_how_the_signal_is_cut_into_blocks_changes_nothing(cuts: list[int]) -> None:
    at = np.unique(np.minimum(np.cumsum(cuts), len(PLAYED)))
    whole, parted = (EmulatedInterface(LOUD, rate_hz=48_000, block_frames=64, seed=3) for _ in range(2))
    together = whole.process(PLAYED)
    pieces = [parted.process(piece) for piece in np.split(PLAYED, at) if len(piece)]
    np.testing.assert_allclose(np.concatenate(pieces), together, atol=2e-7)


def test_an_impulse_comes_back_where_the_round_trip_says() -> None:
    truth = Truth(rtl_ms=10.0, noise_dbfs=-200.0, thd_db=-200.0, crosstalk_db=-200.0)
    interface = EmulatedInterface(truth, rate_hz=48_000, block_frames=64, seed=1)
    played = np.zeros((2000, 2), np.float32)
    played[100, 0] = 0.5
    heard = interface.process(played)
    assert int(np.argmax(np.abs(heard[:, 0]))) == 100 + 480
    assert heard[580, 0] == pytest.approx(0.5, abs=1e-3)
    assert float(np.abs(heard[:, 1]).max()) < 1e-6


def test_blocks_below_what_it_holds_drop_out_and_are_counted() -> None:
    truth = Truth(holds_frames=64)
    played = np.full((96_000, 2), 0.1, np.float32)
    for block, drops in ((32, True), (64, False)):
        interface = EmulatedInterface(truth, rate_hz=48_000, block_frames=block, seed=2)
        heard = interface.process(played)[2000:]
        assert (interface.xruns > 0) is drops
        assert bool((heard == 0.0).any()) is drops


def test_calls_are_late_and_never_early_and_follow_its_own_clock() -> None:
    interface = EmulatedInterface(
        Truth(drift_ppm=100.0, jitter_ms=1.0), rate_hz=48_000, block_frames=480, seed=4
    )
    called_s = interface.called_s(6000, start_s=20.0)
    due_s = 20.0 + np.arange(6000) * 0.01 / (1 + 100e-6)
    assert float((called_s - due_s).min()) >= 0.0
    assert float((called_s - due_s).mean()) == pytest.approx(0.001, rel=0.1)


def test_a_round_trip_too_short_for_a_filter_is_refused() -> None:
    with pytest.raises(ValueError, match="32 at least"):
        EmulatedInterface(Truth(rtl_ms=1.6), rate_hz=48_000, block_frames=32, seed=1)
