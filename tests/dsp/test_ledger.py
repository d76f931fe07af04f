import numpy as np
import pytest

from dsp import CaptureAnchor, Ledger
from tests.dsp.world import Link, World


def test_the_parts_add_up_to_what_is_heard_on_the_outside() -> None:
    world = World(link=Link.jitter(0.008, 0.001), first_timestamp=2**32 - 50_000)
    world.run(seconds=3)
    anchor = CaptureAnchor((2**32 - 50_000) % 2**32, captured_at_s=0.0)
    total = world.ledger.components(anchor, output_latency_s=0.003)
    assert total is not None
    assert total.capture_ms == pytest.approx(2.5)
    assert 8.0 <= total.network_ms <= 10.0
    assert total.output_ms == 3.0
    parts = total.capture_ms + total.network_ms + total.playout_ms + total.output_ms
    assert total.mouth_to_ear_ms == pytest.approx(parts)
    # outside: sample m was captured at m / 48000; where in the heard sound is it?
    rows = world.ledger.play_map()
    media = rows[-1, 1] - (2**32 - 50_000)
    outside_ms = (rows[-1, 0] / 48_000 - media / 48_000) * 1e3 + 3.0
    assert total.mouth_to_ear_ms == pytest.approx(outside_ms, abs=0.1)


def test_the_map_says_which_sample_is_heard_when() -> None:
    world = World(link=Link.jitter(0.008, 0.002), drift_ppm=50.0)
    heard = world.run(seconds=4).heard[:, 0]
    for play in range(150_000, 190_000, 997):
        media = world.ledger.media_at(play)
        assert media is not None
        sample = world.codec.sound(np.array([0, 1]))  # the sound is a function of media time
        at = (media - 1_000_000) / 48_000
        sample = 0.3 * np.sin(2 * np.pi * 440 * at) + 0.1 * np.sin(2 * np.pi * 880 * at + 0.5)
        if not world.buffer.stats().concealed_samples:
            assert heard[play] == pytest.approx(sample, abs=1e-3)
    assert world.ledger.media_at(-5.0) is None


def test_every_packet_is_written_down_once_and_in_order() -> None:
    world = World()
    world.run(seconds=0.5)
    world.lose_next_packet()
    world.run(seconds=0.5)
    entries = world.ledger.entries()
    captures = [entry.capture_samples for entry in entries]
    assert captures == sorted(set(captures))
    assert sum(entry.concealed for entry in entries) == 1
    assert all(entry.arrival_s <= entry.decode_s <= entry.play_s + 0.0015 for entry in entries)
    assert all(entry.sent_s is None for entry in entries)
    assert world.ledger.entries(last=3) == entries[-3:]


def test_every_played_sample_is_followed_back_and_its_parts_add_up() -> None:
    world = World(link=Link.jitter(0.008, 0.001), drift_ppm=40.0)
    world.run(seconds=2)
    world.lose_next_packet()
    world.run(seconds=1)
    anchor = CaptureAnchor(1_000_000, captured_at_s=0.0)
    play = np.arange(48_000.0, 140_000.0, 7)
    ways = world.ledger.ways(play)
    sums = ways.sums_ms(anchor, output_latency_s=0.003)
    heard = ~np.isnan(ways.sequence)
    assert 100 <= np.sum(~heard) * 7 <= 240  # the lost packet, and no more
    assert np.array_equal(np.isnan(sums).all(axis=1), ~heard)
    outside_ms = (ways.play_s - (ways.media_samples - 1_000_000) / 48_000) * 1e3 + 3.0
    assert sums[heard].sum(axis=1) == pytest.approx(outside_ms[heard], abs=1e-6)
    half = 0.5 / 48 + 1e-6  # a played sample lies between two captured ones and belongs to the nearer
    assert (sums[heard, 0] <= 2.5 + half).all() and (sums[heard, 0] >= -half).all()
    assert (ways.arrival_s[heard] <= ways.decode_s[heard]).all()
    assert np.isnan(world.ledger.ways(np.array([-5.0])).media_samples).all()


def test_samples_that_came_after_their_turn_are_not_said_to_be_heard() -> None:
    world = World()
    world.run(seconds=3)
    world.delay_next_packet(0.004)
    world.run(seconds=0.5)
    late = [entry for entry in world.ledger.entries() if entry.skipped]
    concealed = world.buffer.stats().concealed_samples
    assert sum(entry.skipped for entry in late) <= concealed
    if late:
        first = late[0]
        way = world.ledger.ways(np.array([first.play_samples + first.skipped / 2]))
        assert np.isnan(way.sequence).all()


def test_the_ledger_is_bounded() -> None:
    ledger = Ledger(capacity=8)
    for number in range(20):
        ledger.record(
            sequence=number,
            capture_samples=number * 120,
            frames=120,
            sent_s=0.5,
            arrival_s=1.0,
            decode_s=1.0,
            play_samples=0.0,
            play_s=1.0,
            concealed=False,
        )
    assert [entry.sequence for entry in ledger.entries()] == list(range(12, 20))
    assert ledger.packets == 20
    assert ledger.entries()[0].sent_s == 0.5


def test_nothing_played_is_no_sum() -> None:
    assert Ledger().components(CaptureAnchor(0, 0.0), output_latency_s=0.0) is None
    with pytest.raises(ValueError, match="not 0"):
        Ledger(0)
