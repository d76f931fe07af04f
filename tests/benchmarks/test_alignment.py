import numpy as np
import pytest

from benchmarks.alignment import align
from benchmarks.material import SAMPLE_RATE_HZ, duet
from tests.benchmarks.far_end import Floats, delayed, ms

DUET = duet(7, 6)
PARTS = {"violin": DUET.violin[:, 0].astype(np.float64), "cello": DUET.cello[:, 0].astype(np.float64)}


@pytest.fixture(params=PARTS)
def played(request: pytest.FixtureRequest) -> Floats:
    return PARTS[request.param]


def test_a_steady_delay_is_found_to_a_quarter_of_a_sample(played: Floats) -> None:
    found = align(played, delayed(played, ms(40) + 0.3), rate_hz=SAMPLE_RATE_HZ)
    assert len(found.lag) > 10
    assert np.abs(found.lag - ms(40) - 0.3).max() < 0.25
    assert found.similarity.min() > 0.99


def test_the_search_starts_where_the_clocks_say_the_recordings_coincide(played: Floats) -> None:
    heard = np.concatenate([np.zeros(SAMPLE_RATE_HZ * 3), delayed(played, ms(25))])
    found = align(played, heard, rate_hz=SAMPLE_RATE_HZ, zero_lag=3.0 * SAMPLE_RATE_HZ)
    assert np.median(found.lag) == pytest.approx(3 * SAMPLE_RATE_HZ + ms(25), abs=0.25)


def test_a_delay_that_jumps_is_followed(played: Floats) -> None:
    delay = np.where(np.arange(len(played)) < 3 * SAMPLE_RATE_HZ, ms(30), ms(75))
    found = align(played, delayed(played, delay), rate_hz=SAMPLE_RATE_HZ)
    before = found.lag[found.start < 2.5 * SAMPLE_RATE_HZ]
    after = found.lag[found.start > 3.1 * SAMPLE_RATE_HZ]
    assert np.abs(before - ms(30)).max() < 1 and np.abs(after - ms(75)).max() < 1


def test_a_clock_that_drifts_is_followed(played: Floats) -> None:
    delay = ms(20) + 100e-6 * np.arange(len(played), dtype=np.float64)
    found = align(played, delayed(played, delay), rate_hz=SAMPLE_RATE_HZ)
    expected = np.interp(found.start + found.window / 2 + found.lag, np.arange(len(played)), delay)
    assert np.abs(found.lag - expected).max() < 1.5


def test_noise_and_gaps_do_not_lead_astray(played: Floats) -> None:
    rng = np.random.default_rng(1)
    heard = delayed(played, ms(50)) + rng.normal(0, 0.003, len(played))
    for start in rng.integers(0, len(heard) - 240, 25):
        heard[start : start + 240] = 0
    found = align(played, heard, rate_hz=SAMPLE_RATE_HZ)
    assert np.mean(np.abs(found.lag - ms(50)) < 2) > 0.95


def test_silence_has_no_lag() -> None:
    found = align(np.zeros(SAMPLE_RATE_HZ), np.ones(SAMPLE_RATE_HZ), rate_hz=SAMPLE_RATE_HZ)
    assert len(found.lag) == 0


@pytest.mark.parametrize("bad", [np.zeros((5, 2)), np.zeros(0), np.array([np.nan])])
def test_what_is_no_recording_is_refused(bad: Floats) -> None:
    with pytest.raises(ValueError, match="played"):
        align(bad, np.zeros(5), rate_hz=SAMPLE_RATE_HZ)
