from __future__ import annotations

import numpy as np
import pytest

from client.native.clicks import WAVES, Clicks

RATE = 48_000


def play(clicks: Clicks, frames: int, *, from_s: float, block: int = 64) -> np.ndarray:
    out = np.zeros((frames, 2), np.float32)
    for at in range(0, frames, block):
        clicks.mix(out[at : at + block], play_s=from_s + at / RATE)
    return out


@pytest.mark.parametrize("block", [64, 100, 2048, 4800])
def test_a_click_begins_at_the_very_sample_that_sounds_at_its_time(block: int) -> None:
    clicks = Clicks()
    clicks.lay([(7.0 + 1234 / RATE, "strong")])
    out = play(clicks, 9600, from_s=7.0, block=block)
    wave = WAVES["strong"]
    assert not out[:1234].any()
    np.testing.assert_array_equal(out[1234 : 1234 + len(wave)], np.repeat(wave, 2, axis=1))
    assert not out[1234 + len(wave) :].any()


def test_a_click_that_is_laid_again_a_little_later_sounds_once() -> None:
    clicks = Clicks()
    clicks.lay([(5.01, "plain")])
    first = play(clicks, 960, from_s=5.0)
    clicks.lay([(5.025, "plain"), (5.51, "plain")])
    later = play(clicks, 48_000, from_s=5.02)
    assert first.any()
    onsets = np.flatnonzero(np.abs(later[len(WAVES["plain"]) :, 0]) > 0.01)
    assert onsets[0] + len(WAVES["plain"]) == pytest.approx(0.49 * RATE, abs=5)


def test_a_late_click_and_a_silent_one_are_left_out() -> None:
    clicks = Clicks()
    clicks.lay([(4.9, "strong"), (5.1, "silent")])
    assert not play(clicks, 24_000, from_s=5.0).any()
    clicks.lay([])
    assert not play(clicks, 2400, from_s=5.5).any()


def test_it_is_added_to_what_sounds_already() -> None:
    clicks = Clicks()
    clicks.lay([(1.0, "plain")])
    out = np.full((64, 1), 0.25, np.float32)
    clicks.mix(out, play_s=1.0)
    np.testing.assert_allclose(out, 0.25 + WAVES["plain"][:64], rtol=1e-6)
