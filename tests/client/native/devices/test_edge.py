from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from client.native.devices.base import AudioBlock, AudioDevice, BlockTimes, Callback
from client.native.devices.edge import EdgeDevice, card_block_frames
from client.native.devices.sources import FileSource, Silence
from client.native.devices.virtual import VirtualDevice
from tests.client.native.worlds import HandClock


class Card(VirtualDevice):
    """A card of any rate, on a clock turned by hand; keeps what was played."""

    def __init__(
        self, samples: AudioBlock, rate_hz: int, *, block_frames: int = 64, drift_ppm: float = 0.0
    ) -> None:
        self.clock = HandClock()
        super().__init__(
            FileSource(samples),
            block_frames=block_frames,
            rate_hz=rate_hz,
            drift_ppm=drift_ppm,
            clock=self.clock,
        )
        self.played: list[AudioBlock] = []
        self.times: list[tuple[int, float]] = []
        self._blocks = 0

    def start(self, callback: Callback) -> None:
        def keep(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            callback(heard, played, times)
            self.played.append(played.copy())
            self.times.append((times.sample, times.play_s))

        self.run(keep, blocks=self._blocks)

    def go(self, device: EdgeDevice, callback: Callback, blocks: int) -> None:
        self._blocks = blocks
        device.start(callback)


def _sine(hz: float, rate_hz: float, frames: int) -> AudioBlock:
    samples = 0.5 * np.sin(2 * np.pi * hz * np.arange(frames) / rate_hz)
    return np.asarray(samples[:, None], np.float32)


@pytest.mark.parametrize(("rate_hz", "frames"), [(44_100, 64), (96_000, 128), (88_200, 100)])
def test_what_is_heard_stands_at_the_times_that_are_told(rate_hz: int, frames: int) -> None:
    card = Card(_sine(1000.0, rate_hz, rate_hz), rate_hz, block_frames=frames)
    start_s = card.clock.now_s()
    worst, expected = 0.0, 0

    def callback(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        nonlocal worst, expected
        assert times.sample == expected
        expected += len(heard)
        at_s = times.capture_s - start_s + np.arange(len(heard)) / 48_000
        if times.sample > 500:
            worst = max(worst, float(np.abs(heard[:, 0] - 0.5 * np.sin(2 * np.pi * 1000 * at_s)).max()))
        played.fill(0.0)

    card.go(EdgeDevice(card), callback, 400)
    assert worst < 1e-5
    assert expected == math.ceil(400 * frames * 48_000 / rate_hz)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_what_is_played_sounds_at_the_times_that_are_told(rate_hz: int) -> None:
    card = Card(np.zeros((1, 1), np.float32), rate_hz)

    def callback(_: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        at_s = times.play_s - 100.0 + np.arange(len(played)) / 48_000
        played[:] = 0.5 * np.sin(2 * np.pi * 1000 * at_s)[:, None]

    card.go(EdgeDevice(card), callback, 400)
    for (_, play_s), block in list(zip(card.times, card.played, strict=True))[20:]:
        at_s = play_s - 100.0 + np.arange(len(block)) / rate_hz
        np.testing.assert_allclose(block[:, 0], 0.5 * np.sin(2 * np.pi * 1000 * at_s), atol=1e-5)


def test_cycles_that_the_card_skipped_are_skipped_and_nothing_of_before_is_heard_after() -> None:
    card = Card(np.ones((44_100, 1), np.float32), 44_100)
    card.clock.stall_at_s, card.clock.stall_s = 100.2, 2.0
    blocks: list[tuple[int, int]] = []

    def callback(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        blocks.append((times.sample, len(heard)))
        played.fill(0.0)
        if times.sample > 48_000:
            assert not heard.any()  # the file ended during the stall; its ones must not ring on

    device = EdgeDevice(card)
    card.go(device, callback, 300)
    gaps = [after - sample - frames for (sample, frames), (after, _) in itertools.pairwise(blocks)]
    assert sum(gap != 0 for gap in gaps) == 1
    assert max(gaps) == pytest.approx(device.stats().skipped_frames, abs=2)
    assert max(gaps) == pytest.approx(2 * 48_000, abs=200)


def test_a_file_in_place_of_the_microphone_is_read_at_our_rate() -> None:
    card, samples = Card(np.zeros((1, 1), np.float32), 44_100), _sine(440.0, 48_000, 24_000)
    heard_all: list[AudioBlock] = []

    def callback(heard: AudioBlock, played: AudioBlock, _: BlockTimes) -> None:
        heard_all.append(heard.copy())
        played.fill(0.0)

    card.go(EdgeDevice(card, source=FileSource(samples)), callback, 200)
    heard = np.concatenate(heard_all)
    np.testing.assert_array_equal(heard[: len(samples)], samples[: len(heard)])


@pytest.mark.parametrize("rate_hz", [48_000, 44_100])
def test_a_measured_round_trip_is_what_the_times_tell(rate_hz: int) -> None:
    card = Card(np.zeros((1, 1), np.float32), rate_hz)
    device, told = EdgeDevice(card, round_trip_s=0.0125), set[float]()

    def callback(_: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        told.add(round(times.play_s - times.capture_s, 9))
        played.fill(0.0)

    card.go(device, callback, 20)
    added_s = 0.0 if rate_hz == 48_000 else 38 / 44_100 + 42 / 48_000  # both resamplers
    assert all(one == pytest.approx(0.0125 + added_s, abs=1e-8) for one in told)
    assert device.input_latency_s + device.output_latency_s == pytest.approx(0.0125 + added_s)
    assert device.measured


def test_an_edge_is_a_device_of_ours_and_knows_the_cards_own_block() -> None:
    device = EdgeDevice(VirtualDevice(Silence(), rate_hz=44_100))
    assert isinstance(device, AudioDevice)
    assert (device.samplerate, device.block_frames, card_block_frames(device)) == (48_000, 70, 64)


@pytest.mark.parametrize("round_trip_s", [0.0, -0.1, 1.0])
def test_a_round_trip_that_cannot_be_is_named(round_trip_s: float) -> None:
    with pytest.raises(ValueError, match=str(round_trip_s)):
        EdgeDevice(VirtualDevice(Silence()), round_trip_s=round_trip_s)
