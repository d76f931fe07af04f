"""The law, restarts, profiles: named scenarios."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dsp import AudioPacket, JitterBuffer, PushOutcome, TargetDelay, profile
from tests.dsp.world import FakeCodec, Link, Seen, World, pack, silence

SETTLE_S = 6.0


def settled(**kwargs: int) -> tuple[World, Seen]:
    world = World(**kwargs)  # type: ignore[arg-type]
    world.run(seconds=SETTLE_S)
    return world, world.run(seconds=0.5)


def test_one_lost_packet_leaves_the_delay_alone() -> None:
    world, before = settled()
    world.lose_next_packet()
    after = world.run(seconds=2)
    assert after.media_offset_samples == before.media_offset_samples
    assert after.stats.concealed_samples - before.stats.concealed_samples == 120


@pytest.mark.parametrize("ptime_samples", [64, 120, 240, 480, 960])
def test_a_burst_of_four_leaves_the_delay_alone(ptime_samples: int) -> None:
    world, before = settled(ptime_samples=ptime_samples)
    world.lose_next_packet(4)
    after = world.run(seconds=2)
    assert after.media_offset_samples == before.media_offset_samples
    assert after.stats.concealed_samples - before.stats.concealed_samples == 4 * ptime_samples


def test_a_duplicate_leaves_the_delay_alone() -> None:
    world, before = settled()
    world.double_next_packet()
    after = world.run(seconds=1)
    assert after.media_offset_samples == before.media_offset_samples
    assert after.stats.duplicate == 1
    assert after.stats.concealed_samples == before.stats.concealed_samples


def test_a_reordered_packet_leaves_the_delay_alone_and_counts_late() -> None:
    world, before = settled()
    world.delay_next_packet(0.010)
    after = world.run(seconds=1)
    assert after.media_offset_samples == before.media_offset_samples
    assert (after.stats.late, after.stats.lost) == (1, 0)


def test_wraps_of_sequence_and_timestamp_leave_the_delay_alone() -> None:
    start = 2**32 - int(6.2 * 48_000)
    world, before = settled(first_timestamp=start, first_sequence=2**16 - 2500)
    after = world.run(seconds=2)
    assert after.media_offset_samples == before.media_offset_samples
    assert after.stats.concealed_samples == after.stats.lost == after.stats.restarts == 0


def test_a_packet_lost_every_second_for_a_minute_leaves_the_delay_where_it_was() -> None:
    world, before = settled(block_frames=240)
    for _ in range(60):
        world.lose_next_packet()
        after = world.run(seconds=1)
        assert after.media_offset_samples == pytest.approx(before.media_offset_samples, abs=1e-6)
    assert after.stats.concealed_samples == 60 * 120


def test_a_clean_path_costs_a_block_the_kernel_and_hardly_more() -> None:
    world = World(link=Link.steady(0.001))
    after = world.run(seconds=8)
    assert after.stats.playout_delay_ms <= 64 / 48 + 1 / 3 + 0.3
    assert after.stats.concealed_samples == 0


def test_the_sound_is_that_of_the_sender() -> None:
    world, _ = settled()
    seen = world.run(seconds=0.1)
    rows = world.ledger.play_map()[-len(seen.heard) // 64 :]
    media = rows[0, 1] - 1_000_000 + np.arange(len(seen.heard))
    true = 0.3 * np.sin(2 * np.pi * 440 * media / 48e3) + 0.1 * np.sin(2 * np.pi * 880 * media / 48e3 + 0.5)
    assert np.abs(seen.heard[:, 0] - true).max() < 1e-4


def test_a_sender_that_begins_anew_sounds_within_300_ms() -> None:
    world, _ = settled()
    world.restart_sender(timestamp=4_000_000_000, sequence=5)
    first = world.run(seconds=0.3)
    assert first.stats.restarts == 1
    assert np.abs(first.heard[-480:]).max() > 0.3
    after = world.run(seconds=1)
    assert after.stats.concealed_samples == first.stats.concealed_samples
    assert after.stats.lost == 0


def test_sound_comes_back_after_a_long_gap_and_nothing_stale_is_heard() -> None:
    world, before = settled()
    world.sending = False
    gone = world.run(seconds=5)
    assert not gone.heard[24_000:].any()
    world.sending = True
    back = world.run(seconds=0.3)
    assert np.abs(back.heard[-480:]).max() > 0.3
    assert world.codec.decoded == sorted(set(world.codec.decoded))
    assert back.media_offset_samples == pytest.approx(before.media_offset_samples, abs=480)


def test_a_sound_card_that_stood_still_goes_on_within_300_ms() -> None:
    world, _ = settled()
    world._blocks += 48_000 * 3 // 64
    world.run(seconds=3.3)
    seen = world.run(seconds=0.2)
    assert np.abs(seen.heard).max() > 0.3
    assert seen.stats.playout_delay_ms < 10.0
    assert seen.stats.faults == 0


@pytest.mark.parametrize("knows_duration", [True, False])
def test_packet_length_may_change_while_it_plays(knows_duration: bool) -> None:
    world = World(knows_duration=knows_duration)
    world.run(seconds=3)
    for ptime_samples in (480, 120, 960, 240, 64, 120):
        world.ptime_samples = ptime_samples
        world.run(seconds=0.5)
        before = world.buffer.stats().concealed_samples
        after = world.run(seconds=1.5)
        assert after.stats.concealed_samples == before
        assert after.stats.ptime_samples == ptime_samples
        assert np.abs(after.heard[-480:]).max() > 0.3
    assert after.stats.playout_delay_ms < 20.0
    assert after.stats.malformed == after.stats.faults == 0


def test_a_step_of_30_ms_is_bridged_once_and_left_again() -> None:
    delay_s = np.full(60_000, 0.010)
    delay_s[5000:10_000] += 0.030
    world = World(link=Link(delay_s, np.zeros(60_000)))
    before = world.run(seconds=4.9)
    high = world.run(seconds=4.9)
    assert high.stats.concealed_samples <= 40 * 48
    assert high.media_offset_samples - before.media_offset_samples == pytest.approx(1440, abs=48)
    low = world.run(seconds=6)
    assert low.stats.concealed_samples == high.stats.concealed_samples
    assert low.media_offset_samples - before.media_offset_samples < 400  # the rest rides


def test_silence_brings_the_delay_back_within_half_a_second() -> None:
    delay_s = np.full(60_000, 0.010)
    delay_s[5000:10_000] += 0.030
    world = World(link=Link(delay_s, np.zeros(60_000)), sound=silence)
    before = world.run(seconds=4.9)
    world.run(seconds=5.1)
    after = world.run(seconds=0.9)
    assert after.media_offset_samples - before.media_offset_samples == pytest.approx(0, abs=48)


def test_a_profile_says_what_concealment_is_worth() -> None:
    waits = []
    for name in ("duet", "listen"):
        world = World(link=Link.jitter(0.01, 0.004, seed=3, in_order=False))
        world.buffer.set_profile(profile(name))
        waits.append(world.run(seconds=8).stats.target_delay_ms)
    assert waits[0] < waits[1]


def test_a_decode_that_raises_counts_and_is_concealed() -> None:
    world, before = settled()
    bad = AudioPacket(world._sequence & 0xFFFF, (world._media + 1_000_000) & 0xFFFFFFFF, b"bad")
    world.inject(bad)
    world.lose_next_packet()
    after = world.run(seconds=1)
    assert after.stats.malformed == 1
    assert after.stats.faults == 0
    assert after.media_offset_samples == before.media_offset_samples


def test_decoders_that_give_nonsense_are_concealed() -> None:
    answers: list[Any] = [
        np.zeros((120, 2), np.float32),
        np.zeros(120, np.float32),
        np.full((120, 1), np.nan, np.float32),
        np.zeros((0, 1), np.float32),
        None,
    ]

    def decode(payload: bytes | None, frames: int) -> NDArray[np.float32]:
        answer: NDArray[np.float32] = answers[len(payload or b"") % len(answers)]
        return answer

    buffer = JitterBuffer(decode, channels=1)
    for number in range(200):
        buffer.push(AudioPacket(number, number * 120, b"x" * (number + 1)), arrival_s=number * 0.0025)
        out = buffer.pull(120, now_s=number * 0.0025)
        assert out.shape == (120, 1)
        assert np.isfinite(out).all()
    stats = buffer.stats()
    assert stats.malformed > 150
    assert stats.faults == 0


def test_a_full_door_turns_packets_away_and_empty_ones_are_malformed() -> None:
    buffer = JitterBuffer(FakeCodec(), channels=1)
    assert buffer.push(AudioPacket(0, 0, b""), arrival_s=0.0) is PushOutcome.MALFORMED
    assert buffer.push(AudioPacket(0, 0, b"x"), arrival_s=float("nan")) is PushOutcome.MALFORMED
    outcomes = {
        buffer.push(AudioPacket(n & 0xFFFF, n * 120, pack(n * 120, 120)), arrival_s=0.0) for n in range(5000)
    }
    assert outcomes == {PushOutcome.QUEUED, PushOutcome.FULL}
    buffer.pull(64, now_s=0.0)
    stats = buffer.stats()
    assert stats.overflowed > 0
    assert stats.malformed == 2


def test_any_number_of_frames_is_given_and_an_array_may_be_lent() -> None:
    world, _ = settled(channels=2)
    out = np.full((3000, 2), 9.0, np.float32)
    assert world.buffer.pull(3000, now_s=world.now_s, out=out) is out
    assert np.abs(out).max() <= 1.0
    assert world.buffer.pull(0, now_s=world.now_s).shape == (0, 2)
    assert world.buffer.stats().faults == 0


def test_three_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="not 3"):
        JitterBuffer(FakeCodec(), channels=3, target=TargetDelay())


def test_a_sender_that_changes_between_mono_and_stereo_sounds_as_if_all_were_stereo() -> None:
    changing, stereo = World(channels=2, drift_ppm=30.0), World(channels=2, drift_ppm=30.0)
    heard: list[list[NDArray[np.float32]]] = [[], []]
    for part in range(6):
        changing.codec.channels = 1 + part % 2
        for world, sound in zip((changing, stereo), heard, strict=True):
            world.lose_next_packet()
            sound.append(world.run(seconds=0.7).heard)
    both = np.concatenate(heard[0]), np.concatenate(heard[1])
    assert both[0].shape == both[1].shape
    assert np.abs(both[0] - both[1]).max() < 1e-4
    assert changing.buffer.stats().faults == 0
