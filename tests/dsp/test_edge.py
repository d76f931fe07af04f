from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dsp.edge import EdgeResampler

RATES = [(44_100, 48_000), (48_000, 44_100), (96_000, 48_000), (48_000, 96_000), (88_200, 48_000)]


def _through(
    samples: NDArray[np.float32], from_hz: int, to_hz: int, *, block: int = 64
) -> NDArray[np.float32]:
    """All of ``(n, channels)``, a block at a time."""
    resampler = EdgeResampler(from_hz, to_hz, channels=samples.shape[1], most_frames=block)
    parts = []
    for begin in range(0, len(samples), block):
        resampler.push(samples[begin : begin + block])
        parts.append(np.zeros((resampler.available, samples.shape[1]), np.float32))
        resampler.pull(parts[-1])
    return np.concatenate(parts)


def _sine(hz: float, rate_hz: int, frames: int) -> NDArray[np.float32]:
    return np.sin(2 * np.pi * hz * np.arange(frames) / rate_hz).astype(np.float32)[:, None]


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
@pytest.mark.parametrize("hz", [61.0, 997.0, 9_970.0, 18_000.0])
def test_a_tone_comes_through_as_it_was_and_exactly_as_late_as_is_said(
    from_hz: int, to_hz: int, hz: float
) -> None:
    out = _through(_sine(hz, from_hz, from_hz // 4), from_hz, to_hz)[1000:, 0]
    delay_s = EdgeResampler(from_hz, to_hz, channels=1, most_frames=64).delay_s
    expected = np.sin(2 * np.pi * hz * (np.arange(1000, 1000 + len(out)) / to_hz - delay_s))
    error_db = 10 * math.log10(2 * float(np.mean((out - expected) ** 2)))
    assert error_db < -105


@pytest.mark.parametrize(
    ("from_hz", "to_hz", "hz"),
    [(48_000, 44_100, 23_500.0), (96_000, 48_000, 30_000.0), (96_000, 48_000, 40_000.0)],
)
def test_what_the_slower_rate_cannot_hold_does_not_fold_back(from_hz: int, to_hz: int, hz: float) -> None:
    out = _through(_sine(hz, from_hz, from_hz // 8), from_hz, to_hz)[1000:, 0]
    assert 10 * math.log10(2 * float(np.mean(out**2))) < -100


@given(
    blocks=st.lists(st.integers(1, 200), min_size=1, max_size=60),
    rates=st.sampled_from([*RATES, (32_000, 48_000), (48_000, 192_000)]),
)
def test_as_many_samples_come_out_as_went_in_whatever_the_blocks(
    blocks: list[int], rates: tuple[int, int]
) -> None:
    from_hz, to_hz = rates
    resampler = EdgeResampler(from_hz, to_hz, channels=1, most_frames=200)
    pushed = 0
    for block in blocks:
        resampler.push(np.zeros((block, 1), np.float32))
        pushed += block
        resampler.pull(np.zeros((resampler.available, 1), np.float32))
        assert resampler.output_sample == math.ceil(pushed * Fraction(to_hz, from_hz))


@pytest.mark.parametrize(("card_hz", "block"), [(44_100, 64), (96_000, 128), (88_200, 33)])
def test_an_hour_there_and_back_never_lacks_a_sample_and_never_gathers_any(card_hz: int, block: int) -> None:
    # Beyond the first block only the counts matter: an hour is skipped to, and lived through at its end.
    into = EdgeResampler(card_hz, 48_000, channels=1, most_frames=block)
    out_of = EdgeResampler(48_000, card_hz, channels=1, most_frames=block * 2)
    start = 3600 * card_hz // block * block
    first = math.ceil(Fraction(start * 48_000, card_hz))
    into.restart(start, first)
    out_of.restart(first, start)
    for done in range(start, start + 2000 * block, block):
        into.push(np.zeros((block, 1), np.float32))
        ours = np.zeros((into.available, 1), np.float32)
        into.pull(ours)
        out_of.push(ours)
        assert block <= out_of.available <= block + 2
        out_of.pull(np.zeros((block, 1), np.float32))
        assert into.output_sample == math.ceil(Fraction((done + block) * 48_000, card_hz))


def test_a_restart_leaves_nothing_of_what_was_before() -> None:
    resampler = EdgeResampler(44_100, 48_000, channels=1, most_frames=64)
    resampler.push(np.ones((64, 1), np.float32))
    resampler.restart(44_100, 48_000)
    resampler.push(np.zeros((64, 1), np.float32))
    out = np.ones((resampler.available, 1), np.float32)
    resampler.pull(out)
    assert not out.any()
    assert resampler.output_sample == math.ceil(Fraction((44_100 + 64) * 48_000, 44_100))


def test_channels_do_not_mix() -> None:
    left = _sine(440.0, 44_100, 4410)
    both = _through(np.hstack([left, np.zeros_like(left)]), 44_100, 48_000)
    assert not both[:, 1].any()
    np.testing.assert_array_equal(both[:, :1], _through(left, 44_100, 48_000))


@pytest.mark.parametrize(
    ("from_hz", "to_hz", "channels", "most", "said"),
    [(7_999, 48_000, 1, 64, "7999"), (48_000, 384_000, 1, 64, "384000"), (44_100, 48_000, 0, 64, "0"),
     (44_100, 48_000, 1, 0, "most_frames")],
)  # fmt: skip
def test_what_cannot_be_is_named(from_hz: int, to_hz: int, channels: int, most: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        EdgeResampler(from_hz, to_hz, channels=channels, most_frames=most)
