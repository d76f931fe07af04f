"""Redundant copies and uncompressed sound in the jitter buffer."""

from __future__ import annotations

import numpy as np
import pytest

from dsp import AudioPacket, JitterBuffer, JitterStats, TargetDelay
from dsp.intake import Intake, Verdict
from dsp.pcm import PcmFormat
from dsp.waiting import WaitingRoom
from tests.dsp.bursts import gilbert
from tests.dsp.world import FakeCodec, pack

RATE_HZ = 48_000


def packet(number: int, *, by: int | None = None) -> AudioPacket:
    """Packet ``number``; or its copy, brought by packet ``by``."""
    sequence = number if by is None else by
    return AudioPacket(
        sequence, 120 * number, pack(120 * number, 120), recovered=by is not None and by != number
    )


def place(intake: Intake, one: AudioPacket) -> Verdict:
    return intake.place(one, one.sequence * 0.0025, 0.0)[0]


def played(came: list[bool], backs: tuple[int, ...], *, weight_ms: float = 4.0) -> JitterStats:
    """Play a stream whose packets bring along those ``backs`` packets before them."""
    codec = FakeCodec()
    buffer = JitterBuffer(codec, channels=1, target=TargetDelay(weight_ms), duration=codec.duration_samples)
    sent = 0
    for block in range(len(came) * 120 // 64):
        now_s = block * 64 / RATE_HZ
        while sent < len(came) and (sent + 1) * 120 / RATE_HZ + 0.005 <= now_s:
            arrival_s = (sent + 1) * 120 / RATE_HZ + 0.005
            if came[sent]:
                for back in sorted(backs, reverse=True):
                    if back <= sent:
                        buffer.push(packet(sent - back, by=sent), arrival_s=arrival_s)
                buffer.push(packet(sent), arrival_s=arrival_s)
            sent += 1
        buffer.pull(64, now_s=now_s)
    return buffer.stats()


def test_a_copy_fills_the_gap_and_the_loss_is_told_all_the_same() -> None:
    intake = Intake(WaitingRoom(), None)
    verdicts = [place(intake, one) for one in (packet(0), packet(1), packet(2, by=3), packet(3))]
    assert verdicts == [Verdict.IN_PLACE] * 4
    assert (intake.received, intake.lost) == (3, 1)


def test_a_copy_of_what_is_here_is_no_duplicate() -> None:
    intake = Intake(WaitingRoom(), None)
    verdicts = [place(intake, one) for one in (packet(0), packet(1), packet(1, by=2), packet(2))]
    assert verdicts == [Verdict.IN_PLACE, Verdict.IN_PLACE, Verdict.KNOWN, Verdict.IN_PLACE]


def test_a_packet_that_its_copy_overtook_is_late_and_not_lost() -> None:
    intake = Intake(WaitingRoom(), None)
    for one in (packet(0), packet(1, by=2), packet(2)):
        place(intake, one)
    assert intake.lost == 1
    assert place(intake, packet(1)) is Verdict.KNOWN
    assert (intake.received, intake.lost) == (3, 0)
    assert place(intake, packet(1)) is Verdict.DUPLICATE


def test_a_stream_does_not_begin_with_a_copy() -> None:
    intake = Intake(WaitingRoom(), None)
    assert intake.place(packet(0, by=1), 0.0, None) == (Verdict.STRAY, None)
    assert intake.place(packet(1), 0.0, None)[0] is Verdict.IN_PLACE


def test_copies_from_elsewhere_do_not_restart_a_stream() -> None:
    intake = Intake(WaitingRoom(), None)
    place(intake, packet(0))
    far = [AudioPacket(1, 10**6 + 120 * number, b"x", recovered=True) for number in range(9)]
    assert {intake.place(one, 0.0025, 0.0)[0] for one in far} == {Verdict.STRAY}


@pytest.mark.wide
@pytest.mark.parametrize("seed", [1, 2])
def test_one_copy_leaves_next_to_nothing_of_random_loss(seed: int) -> None:
    came = gilbert(8_000, loss=0.03, burst=1 / 0.97, seed=seed)
    bare, protected = played(came, ()), played(came, (1,))
    assert bare.concealed_pct > 2.0
    assert protected.concealed_pct < 0.35  # what was concealed before the wait was known included
    assert protected.lost == bare.lost
    assert protected.recovered > 0.9 * protected.lost
    assert protected.duplicate == protected.faults == 0
    assert protected.playout_delay_ms - bare.playout_delay_ms == pytest.approx(2.5, abs=0.3)


def test_copies_that_are_never_needed_change_nothing() -> None:
    came = [True] * 2_000
    bare, protected = played(came, ()), played(came, (1, 2, 3))
    assert protected.playout_delay_ms == bare.playout_delay_ms
    assert (protected.recovered, protected.duplicate, protected.lost) == (0, 0, 0)


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("frames", [64, 128])
def test_pcm_is_heard_as_it_was_sent_and_a_gap_in_it_is_concealed(bits: int, frames: int) -> None:
    one = PcmFormat(bits, 2)
    at = np.arange(RATE_HZ) / RATE_HZ
    sound = np.repeat(0.4 * np.sin(2 * np.pi * 440 * at)[:, None], 2, axis=1).astype(np.float32)
    buffer = JitterBuffer(FakeCodec(), channels=2, duration=FakeCodec().duration_samples)
    heard = []
    for block in range(len(sound) // 64):
        now_s = block * 64 / RATE_HZ
        if block * 64 % frames == 0 and not 300 <= block < 304:
            payload = one.encode(sound[block * 64 : block * 64 + frames])
            sent = AudioPacket(block * 64 // frames, block * 64, payload, pcm=one)
            buffer.push(sent, arrival_s=now_s)
        heard.append(buffer.pull(64, now_s=now_s).copy())
    stats = buffer.stats()
    assert stats.faults == stats.malformed == 0
    assert stats.ptime_samples == frames
    assert 256 <= stats.concealed_samples <= 512
    loud = [float(np.sqrt(np.mean(one**2))) for one in heard[100:]]
    assert min(loud) > 0.15


def test_a_pcm_payload_of_broken_frames_is_counted() -> None:
    buffer = JitterBuffer(FakeCodec(), channels=1)
    for number in range(4):
        payload = b"\0" * (255 if number == 2 else 256)
        buffer.push(AudioPacket(number, 64 * number, payload, pcm=PcmFormat(16, 2)), arrival_s=0.001 * number)
    buffer.pull(64, now_s=0.01)
    assert buffer.stats().malformed == 1


def test_codecs_take_turns_without_a_restart_or_a_step() -> None:
    one, codec = PcmFormat(16, 1), FakeCodec()
    buffer = JitterBuffer(codec, channels=1, duration=codec.duration_samples)
    heard, number, sent_to = [], 0, 0
    for block in range(1500):
        now_s = block * 64 / RATE_HZ
        while sent_to + 120 <= block * 64:
            pcm = number // 100 % 2 == 1
            at = sent_to + np.arange(120)
            sound = codec.sound(at)[:, None].astype(np.float32)
            payload = one.encode(sound) if pcm else pack(sent_to - 120, 120)  # a codec that looks ahead
            buffer.push(
                AudioPacket(number, sent_to, payload, pcm=one if pcm else None), arrival_s=now_s + 1e-4
            )
            sent_to += 120
            number += 1
        heard.append(buffer.pull(64, now_s=now_s + 2e-4).copy())
    stats = buffer.stats()
    assert (stats.restarts, stats.lost, stats.faults, stats.malformed) == (0, 0, 0, 0)
    steps = np.abs(np.diff(np.concatenate(heard[50:])[:, 0]))
    assert steps.max() < 0.05  # the tone itself moves by 0.03 a sample at most
