from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from client.native.devices.base import AudioBlock, BlockTimes
from client.native.devices.sources import FileSource, Silence, Tone
from client.native.devices.virtual import VirtualDevice
from client.native.engine import Engine
from client.native.playback import FarEnd
from dsp.ledger import CaptureAnchor
from dsp.profiles import profile
from tests.client.native.worlds import Duo, End, best_match, music


@pytest.mark.parametrize("profile_name", ["duet", "balanced", "listen", "studio"])
def test_two_engines_hear_each_other_in_every_profile(profile_name: str) -> None:
    sounds = music(4, seed=1), music(4, seed=2)
    one, other = (End(FileSource(sound), profile_name=profile_name) for sound in sounds)
    Duo(one, other, jitter_s=0.002).run(seconds=3)
    for end, played in ((one, sounds[1]), (other, sounds[0])):
        correlation, late = best_match(end.sound(), played, at=96_000, frames=4_800)
        assert correlation >= 0.9
        assert 0 < late < 48_000 * 0.1
        assert end.engine.stats().faults == 0


@pytest.mark.parametrize("stumbles_ms", [0, 30, 200, 3000])
def test_the_ledger_says_how_late_the_far_end_is_heard_to_the_sample(stumbles_ms: int) -> None:
    sound = music(8)
    one, other = End(FileSource(sound)), End(Silence())
    duo = Duo(one, other)
    duo.run(seconds=3)
    before_ms = _mouth_to_ear_ms(one, other)
    other.stumble(stumbles_ms * 48 // 64)
    duo.run(seconds=0.4 + stumbles_ms / 1000)
    at = len(other.sound()) - 9_600
    correlation, late = best_match(other.sound(), sound, at=at, frames=2_400)
    assert correlation >= 0.9
    # Sample n is captured at its own instant, and what a callback writes sounds two blocks after the
    # first sample it was given: so much more than the indices say.
    assert _mouth_to_ear_ms(one, other) * 48 == pytest.approx(late + 2 * 64, abs=2.0)
    assert _mouth_to_ear_ms(one, other) == pytest.approx(before_ms, abs=2.0)


def _mouth_to_ear_ms(one: End, other: End) -> float:
    anchor = one.engine.anchor
    assert anchor is not None
    sums = other.ledger.components(
        CaptureAnchor(anchor.timestamp, anchor.at_s), output_latency_s=64 / 48_000, last=60
    )
    assert sums is not None
    return sums.mouth_to_ear_ms


def test_a_silent_engine_plays_nothing_and_hears_and_pulls_all_the_same() -> None:
    one, other = End(Tone(440.0)), End(Tone(330.0))
    duo = Duo(one, other)
    duo.run(seconds=1)
    other.engine.silent = True
    before, packets = len(other.sound()), other.engine.stats().packets_sent
    duo.run(seconds=1)
    assert not other.sound()[before:].any()
    assert other.engine.stats().packets_sent > packets + 300
    assert other.engine.output.peak_dbfs > -30  # what comes is there, and measured
    other.engine.silent = False
    duo.run(seconds=0.2)
    assert np.abs(other.sound()[-4_800:]).max() > 0.1


def test_what_was_waiting_when_the_card_went_away_is_never_heard() -> None:
    one, other = End(Tone(440.0)), End(Silence())
    duo = Duo(one, other)
    duo.run(seconds=2)
    other.stumble(2 * 750)
    one.engine.muted = True
    before = len(other.sound())
    duo.run(seconds=4)
    assert not np.abs(other.sound()[before + 480 :]).max() > 1e-3


def test_a_profile_switches_while_it_plays() -> None:
    sound = music(6)
    one, other = End(FileSource(sound)), End(Silence())
    duo = Duo(one, other)
    for name in ("balanced", "listen", "duet"):
        duo.run(seconds=1)
        one.engine.set_profile(profile(name))
    duo.run(seconds=2)
    assert best_match(other.sound(), sound, at=len(other.sound()) - 9_600, frames=2_400)[0] >= 0.9
    assert other.buffer.stats().ptime_samples == 120


def test_a_muted_microphone_sends_silence_and_keeps_its_clock_running() -> None:
    one, other = End(Tone(440)), End(Silence())
    duo = Duo(one, other)
    duo.run(seconds=1)
    assert np.abs(other.sound()[-4800:]).max() > 0.1
    one.engine.muted = True
    duo.run(seconds=1)
    assert np.abs(other.sound()[-4800:]).max() < 1e-3
    assert other.buffer.stats().lost == 0
    one.engine.muted = False
    duo.run(seconds=1)
    assert np.abs(other.sound()[-4800:]).max() > 0.1


def test_only_audible_far_ends_are_mixed_but_all_are_pulled() -> None:
    one, other = End(Tone(440)), End(Silence())
    other.far.audible = False
    duo = Duo(one, other)
    duo.run(seconds=1)
    assert not other.sound().any()
    other.far.audible = True
    duo.run(seconds=0.1)
    assert np.abs(other.sound()[-1000:]).max() > 0.1


def test_a_disconnected_far_end_is_neither_played_nor_sent_to() -> None:
    end = End(Tone(440))
    sent: list[int] = []

    def send(payload: bytes, timestamp: int) -> None:
        sent.append(timestamp)

    disconnect = end.engine.connect(end.far, send)
    for _ in range(100):
        end.step()
    count, pulled = len(sent), end.far.pulled
    disconnect()
    for _ in range(100):
        end.step()
    assert (len(sent), end.far.pulled) == (count, pulled)
    assert sent == [120 * packet for packet in range(count)]


class _Broken:
    """A far end whose pull fails."""

    pieces: Sequence[tuple[float, float, float]] = ()

    def pull(self, frames: int, *, now_s: float, out: AudioBlock | None = None) -> AudioBlock:
        raise RuntimeError("broken")

    def skip(self, frames: int) -> None:
        """It is broken either way."""


def test_a_fault_inside_gives_silence_and_is_counted_never_raised() -> None:
    engine = Engine(VirtualDevice(Silence()), profile("duet"))
    engine.connect(FarEnd(_Broken(), 2), lambda payload, timestamp: None)
    played = np.ones((64, 2), np.float32)
    engine.process(np.zeros((64, 1), np.float32), played, BlockTimes())
    assert not played.any()
    assert engine.stats().faults == 1
    assert isinstance(engine.last_fault, RuntimeError)


class _Tape:
    """Records what the engine says."""

    def __init__(self) -> None:
        self.frames = 0

    def feed(self, block: AudioBlock) -> None:
        self.frames += len(block)

    def silence(self, frames: int) -> None:
        self.frames += frames


def test_a_recording_stays_sample_true_when_the_device_skips() -> None:
    tape = _Tape()
    engine = Engine(VirtualDevice(Silence()), profile("duet"), recorder=tape)
    heard, played = np.zeros((64, 1), np.float32), np.zeros((64, 2), np.float32)
    for sample in (0, 64, 128, 1280, 1344):
        engine.process(heard, played, BlockTimes(sample=sample))
    assert tape.frames == 1344 + 64
