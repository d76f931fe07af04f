from __future__ import annotations

import itertools

import numpy as np

from client.native.devices.base import AudioBlock, BlockTimes, Callback, DeviceStats
from client.native.devices.enduring import FIRST_CALL_CHECKS, STILL_CHECKS, Choice, EnduringDevice
from client.native.errors import DeviceError

_FRAMES = 64
_PERIOD_S = _FRAMES / 48_000


class FakeCard:
    """A card turned by hand: each `turn` is one callback at the time given."""

    samplerate = 48_000
    input_latency_s = output_latency_s = 0.002

    def __init__(self, name: str = "Card", *, channels: int = 2, starts: bool = True) -> None:
        self.name, self.block_frames = name, _FRAMES
        self.input_channels, self.output_channels = 1, channels
        self.starts, self.stopped, self.why = starts, False, None  # type: bool, bool, str | None
        self.callback: Callback | None = None
        self.played = np.ones((_FRAMES, channels), np.float32)
        self._blocks = 0

    def start(self, callback: Callback) -> None:
        if not self.starts:
            raise DeviceError("busy")
        self.callback = callback

    def stop(self) -> None:
        self.stopped = True

    def stats(self) -> DeviceStats:
        return DeviceStats(xruns=2, skipped_frames=64, realtime=True)

    def failure(self) -> str | None:
        return self.why

    def turn(self, now_s: float) -> None:
        assert self.callback is not None
        times = BlockTimes(self._blocks * _FRAMES, now_s - 0.002, now_s + 0.002, now_s)
        self._blocks += 1
        self.callback(np.full((_FRAMES, 1), 0.25, np.float32), self.played, times)


class FakeOpener:
    """Opens what lies ready."""

    def __init__(self) -> None:
        self.next: FakeCard | None = None
        self.rests = 0

    def open(self) -> FakeCard | None:
        return self.next

    def rest(self) -> None:
        self.rests += 1


class Heard:
    """An engine that writes down what it was called with; stand-ins call it too, with silence."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, float, bool]] = []

    def __call__(self, heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        self.blocks.append((times.sample, times.capture_s, bool(heard.any())))
        played.fill(0.5)

    def loud(self) -> list[tuple[int, float, bool]]:
        return [one for one in self.blocks if one[2]]


def _world(*, stalls: bool = False) -> tuple[EnduringDevice, FakeCard, FakeOpener, Heard]:
    card, opener, engine = FakeCard(), FakeOpener(), Heard()
    device = EnduringDevice(Choice(card, opener, stalls))
    device.start(engine)
    return device, card, opener, engine


def test_a_card_that_comes_back_goes_on_where_the_clock_is() -> None:
    device, card, opener, engine = _world()
    for block in range(3):
        card.turn(10 + block * _PERIOD_S)
    assert device.gone() is None
    card.why = "Unplugged."
    assert device.gone() == "Unplugged."
    device.stand_in("Unplugged.")
    assert card.stopped
    assert device.gone() is None
    assert not device.take_back()
    opener.next = again = FakeCard()
    assert device.take_back()
    assert device.away == ""
    again.turn(3_000_000.0)  # long after whatever the stand-in's own clock said
    device.stop()
    before, after = engine.loud()[-2:]
    ran_samples = round((after[1] - before[1]) * 48_000)
    assert abs(after[0] - before[0] - ran_samples) <= len(engine.blocks)  # each block rounds once at most
    assert device.stats().losses == 1
    assert device.stats().xruns >= 4


def test_samples_never_run_backwards_or_twice() -> None:
    device, card, opener, engine = _world()
    card.turn(10.0)
    device.stand_in("Unplugged.")
    opener.next = again = FakeCard()
    assert device.take_back()
    again.turn(10.0)  # captured before the stand-in's last block was, by its own account
    again.turn(10.0 + _PERIOD_S)
    device.stop()
    samples = [sample for sample, _, _ in engine.blocks]
    assert all(later - one >= _FRAMES for one, later in itertools.pairwise(samples))


def test_a_lost_card_that_wakes_is_not_listened_to() -> None:
    device, card, _, engine = _world()
    card.turn(10.0)
    device.stand_in("Unplugged.")
    card.turn(10.1)
    device.stop()
    assert len(engine.loud()) == 1
    assert not card.played.any()


def test_a_card_that_hangs_without_a_word_is_gone_after_three_looks() -> None:
    device, card, _, _ = _world(stalls=True)
    card.turn(10.0)
    looks = [device.gone() for _ in range(STILL_CHECKS + 1)]
    assert looks[:-1] == [None] * STILL_CHECKS
    assert looks[-1] is not None
    device.stop()


def test_a_card_may_take_its_time_to_begin() -> None:
    device, _, _, _ = _world(stalls=True)
    looks = [device.gone() for _ in range(FIRST_CALL_CHECKS)]
    assert looks[:-1] == [None] * (FIRST_CALL_CHECKS - 1)
    assert looks[-1] is not None
    device.stop()


def test_a_device_that_says_itself_when_it_ends_may_stand_still() -> None:
    device, card, _, _ = _world()
    card.turn(10.0)
    assert not any(device.gone() for _ in range(50))
    device.stop()


def test_a_card_that_is_seen_but_does_not_start_is_tried_again() -> None:
    device, card, opener, engine = _world()
    card.turn(10.0)
    device.stand_in("Unplugged.")
    opener.next = FakeCard(starts=False)
    assert not device.take_back()
    assert device.away
    opener.next = again = FakeCard()
    assert device.take_back()
    again.turn(11.0)
    device.stop()
    assert len(engine.loud()) == 2
    assert opener.rests >= 1


def test_a_card_of_one_channel_may_take_over_from_one_of_two() -> None:
    device, card, opener, _ = _world()
    card.turn(10.0)
    device.stand_in("Unplugged.")
    opener.next = again = FakeCard(channels=1)
    assert device.take_back()
    again.turn(11.0)
    device.stop()
    assert device.output_channels == 2
    assert np.all(again.played == 0.5)


def test_one_may_change_over_to_another_card() -> None:
    device, card, opener, engine = _world()
    card.turn(10.0)
    other, its = FakeCard("Other"), FakeOpener()
    assert device.change(lambda: Choice(other, its))
    other.turn(11.0)
    assert (device.name, device.stats().losses, opener.rests) == ("Other", 0, 1)
    device.stop()
    assert card.stopped and other.stopped
    assert len(engine.loud()) == 2


def test_another_card_that_cannot_be_had_leaves_the_one_before() -> None:
    device, card, opener, _ = _world()
    card.turn(10.0)

    def busy() -> Choice:
        raise DeviceError("busy")

    assert not device.change(busy)
    opener.next = FakeCard()
    assert device.take_back()
    device.stop()
