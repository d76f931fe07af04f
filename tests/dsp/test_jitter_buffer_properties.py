"""What holds whatever comes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import AudioPacket, JitterBuffer, Ledger
from tests.dsp.world import FakeCodec, Link, World, pack

FATES = st.lists(st.sampled_from(["lose", "burst", "double", "late", "very late", "fine"]), max_size=25)


def disturb(world: World, fates: list[str]) -> None:
    for fate in fates:
        if fate == "lose":
            world.lose_next_packet()
        elif fate == "burst":
            world.lose_next_packet(4)
        elif fate == "double":
            world.double_next_packet()
        elif fate == "late":
            world.delay_next_packet(0.004)
        elif fate == "very late":
            world.delay_next_packet(0.040)
        world.run(seconds=0.03)


@settings(deadline=None, max_examples=10)
@given(fates=FATES, ptime_samples=st.sampled_from([64, 120, 480]), drift_ppm=st.sampled_from([0.0, 90.0]))
def test_nothing_is_played_twice_or_out_of_order(
    fates: list[str], ptime_samples: int, drift_ppm: float
) -> None:
    world = World(ptime_samples=ptime_samples, drift_ppm=drift_ppm)
    world.run(seconds=0.5)
    disturb(world, fates)
    stats = world.run(seconds=0.5).stats
    assert stats.faults == 0
    assert world.codec.decoded == sorted(set(world.codec.decoded))
    entries = world.ledger.entries()
    captures = [entry.capture_samples for entry in entries]
    plays = [entry.play_samples for entry in entries]
    assert captures == sorted(set(captures))
    assert plays == sorted(plays)


@settings(deadline=None, max_examples=6)
@given(fates=FATES)
def test_the_delay_comes_back_after_any_finite_disturbance(fates: list[str]) -> None:
    world = World(block_frames=240)
    world.run(seconds=6)
    before = world.run(seconds=0.2).media_offset_samples
    disturb(world, fates)
    after = world.run(seconds=8)
    assert abs(after.media_offset_samples - before) <= 48
    assert after.stats.faults == 0


@settings(deadline=None, max_examples=12)
@given(
    timestamp=st.integers(0, 2**32 - 1),
    sequence=st.integers(0, 2**16 - 1),
    drift_ppm=st.sampled_from([0.0, -90.0]),
)
def test_a_sender_may_begin_anew_anywhere_and_sounds_within_300_ms(
    timestamp: int, sequence: int, drift_ppm: float
) -> None:
    world = World(drift_ppm=drift_ppm, block_frames=240)
    world.run(seconds=2)
    away = (timestamp - 1_000_000 - 2 * 48_000) % 2**32
    world.restart_sender(timestamp=timestamp, sequence=sequence)
    seen = world.run(seconds=0.3)
    if 48_000 < away < 2**32 - 48_000:
        assert seen.stats.restarts == 1
    assert np.abs(seen.heard[-480:]).max() > 0.3
    assert seen.stats.faults == 0


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 1000))
def test_the_same_seed_gives_the_same_samples(seed: int) -> None:
    heard = []
    for _ in range(2):
        world = World(link=Link.jitter(0.01, 0.003, seed=seed), drift_ppm=30.0, callback_jitter_s=0.0005)
        heard.append(world.run(seconds=1).heard)
    assert np.array_equal(heard[0], heard[1])


@settings(deadline=None, max_examples=60)
@given(
    packets=st.lists(
        st.tuples(st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.binary(max_size=12)), max_size=60
    ),
    measured=st.booleans(),
)
def test_any_bytes_are_survived(packets: list[tuple[int, int, bytes]], measured: bool) -> None:
    codec = FakeCodec()
    buffer = JitterBuffer(codec, channels=1, duration=codec.duration_samples if measured else None)
    for number, (sequence, timestamp, payload) in enumerate(packets):
        buffer.push(AudioPacket(sequence, timestamp, payload), arrival_s=number * 0.0013)
        out = buffer.pull(64, now_s=number * 0.0013)
        assert out.shape == (64, 1)
        assert np.isfinite(out).all()
    assert buffer.stats().faults == 0


def test_fifty_thousand_packets_of_every_kind_are_borne() -> None:
    rng = np.random.default_rng(20)
    codec = FakeCodec()
    buffer = JitterBuffer(codec, channels=1, duration=codec.duration_samples, ledger=Ledger(256))
    kinds = rng.integers(0, 20, 50_000).tolist()
    wild = rng.integers(0, 2**32, 50_000).tolist()
    out = np.empty((480, 1), np.float32)
    now_s = 0.0
    for number, (kind, any32) in enumerate(zip(kinds, wild, strict=True)):
        sequence, timestamp = number & 0xFFFF, (number * 120) & 0xFFFFFFFF
        payload = pack(number * 120, 120)
        if kind == 0:
            timestamp = any32
        elif kind == 1:
            sequence = any32 & 0xFFFF
        elif kind == 2:
            payload = any32.to_bytes(4, "big") * (any32 % 4)
        elif kind == 3:
            payload = pack(number * 120, any32 & 0xFFFF)
        elif kind == 4:
            timestamp = (timestamp - any32 % 50_000) & 0xFFFFFFFF
        buffer.push(AudioPacket(sequence, timestamp, payload), arrival_s=now_s + (any32 % 100) * 1e-4)
        now_s += 0.0025
        if number % 4 == 3:
            buffer.pull(480, now_s=now_s, out=out)
            assert float(np.abs(out).max()) <= 1.0
    stats = buffer.stats()
    assert stats.faults == 0
    assert stats.received > 40_000
