from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from client.native.devices.base import AudioBlock
from client.native.playback import FarEnd, Playback


class _Steady:
    """A far end that always sounds the same."""

    pieces: Sequence[tuple[float, float, float]] = ()

    def __init__(self, level: float) -> None:
        self._level = level

    def pull(self, frames: int, *, now_s: float, out: AudioBlock | None = None) -> AudioBlock:
        block = np.empty((frames, 2), np.float32) if out is None else out
        block.fill(self._level)
        return block

    def skip(self, frames: int) -> None:
        """It sounds the same later."""


def test_far_ends_are_summed() -> None:
    out = np.zeros((64, 2), np.float32)
    Playback(2).fill(out, [FarEnd(_Steady(0.1), 2), FarEnd(_Steady(0.2), 2)], now_s=1.0, play_s=1.1)
    np.testing.assert_allclose(out, 0.3, rtol=1e-6)


def test_with_nobody_there_it_is_silent() -> None:
    out = np.ones((64, 2), np.float32)
    Playback(2).fill(out, [], now_s=1.0, play_s=1.1)
    assert not out.any()


def test_every_far_end_has_its_own_meter_and_the_sum_another() -> None:
    playback, loud, soft = Playback(2), FarEnd(_Steady(0.5), 2), FarEnd(_Steady(0.05), 2)
    out = np.zeros((64, 2), np.float32)
    for _ in range(100):
        playback.fill(out, [loud, soft], now_s=1.0, play_s=1.1)
    assert round(loud.meter.peak_dbfs) == -6
    assert round(soft.meter.peak_dbfs) == -26
    assert playback.meter.peak_dbfs > loud.meter.peak_dbfs


def test_the_block_size_may_change_between_calls() -> None:
    playback, far = Playback(2), FarEnd(_Steady(0.5), 2)
    for frames in (64, 1024, 128):
        out = np.zeros((frames, 2), np.float32)
        playback.fill(out, [far], now_s=1.0, play_s=1.1)
        np.testing.assert_allclose(out, 0.5)


def test_what_the_card_left_out_counts_as_pulled() -> None:
    far = FarEnd(_Steady(0.1), 2)
    playback, out = Playback(2), np.zeros((64, 2), np.float32)
    playback.fill(out, [far], now_s=1.0, play_s=1.1)
    playback.skip([far], 480)
    playback.fill(out, [far], now_s=1.01, play_s=1.11)
    assert far.anchor is not None
    assert (far.anchor.sample, far.pulled) == (544, 608)
