import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.splice import LONG_FADE_FRAMES as FADE
from dsp.splice import SHORT_FADE_FRAMES, cut, find_cut


def sine(hz: float, frames: int = 2000) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(frames) / 48_000)).astype(np.float32)[:, None]


@settings(deadline=None)
@given(hz=st.floats(110, 2000), most=st.integers(480, 960))
def test_a_held_note_is_cut_by_whole_periods(hz: float, most: int) -> None:
    sound = sine(hz)
    lag = find_cut(sound, most, FADE)
    assert 0 < lag <= most
    shorter = cut(sound, lag, FADE)
    assert len(shorter) == len(sound) - lag
    assert np.abs(shorter[:FADE] - sound[:FADE]).max() < 0.3 * 0.2
    assert np.array_equal(shorter[FADE:], sound[FADE + lag :])


def test_noise_silence_and_an_onset_are_left_alone() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (2000, 1)).astype(np.float32)
    assert find_cut(noise, 960, FADE) == 0
    assert find_cut(np.zeros((2000, 2), np.float32), 960, FADE) == 0
    onset = sine(440)
    onset[:300] *= 0.1
    assert find_cut(onset, 960, FADE) == 0


def test_too_little_to_look_at_is_no_cut() -> None:
    assert find_cut(sine(440, 500), 960, FADE) == 0
    assert find_cut(sine(440), 50, FADE) == 0
    assert find_cut(sine(440, 500), 960, SHORT_FADE_FRAMES) > 0
