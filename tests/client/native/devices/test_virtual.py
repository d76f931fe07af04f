from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.devices.base import AudioBlock, AudioDevice, BlockTimes
from client.native.devices.sources import FileSource, Silence
from client.native.devices.virtual import VirtualDevice
from tests.client.native.worlds import HandClock


def _ramp(frames: int) -> AudioBlock:
    return np.linspace(0, 1, frames, dtype=np.float32)[:, None]


class Log:
    """Everything a callback was told."""

    def __init__(self) -> None:
        self.heard: list[AudioBlock] = []
        self.samples: list[int] = []
        self.capture_s: list[float] = []
        self.play_s: list[float] = []
        self.now_s: list[float] = []

    def __call__(self, heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        self.heard.append(heard.copy())
        self.samples.append(times.sample)
        self.capture_s.append(times.capture_s)
        self.play_s.append(times.play_s)
        self.now_s.append(times.now_s)
        played.fill(0.0)


def test_a_virtual_device_is_an_audio_device() -> None:
    assert isinstance(VirtualDevice(Silence()), AudioDevice)


@given(drift_ppm=st.floats(-200, 200), late_ms=st.floats(0, 5), seed=st.integers(0, 99))
def test_the_device_keeps_its_own_rate_however_late_it_wakes(
    drift_ppm: float, late_ms: float, seed: int
) -> None:
    log = Log()
    clock = HandClock(late_s=late_ms * 1e-3, seed=seed)
    VirtualDevice(Silence(), drift_ppm=drift_ppm, clock=clock).run(log, blocks=750)
    rate_hz = (log.samples[-1] - log.samples[0]) / (log.capture_s[-1] - log.capture_s[0])
    assert rate_hz == pytest.approx(48_000 * (1 + drift_ppm * 1e-6), rel=1e-9)
    assert log.samples == [64 * block for block in range(750)]


def test_every_sample_of_the_file_is_heard_once_and_then_silence() -> None:
    samples = _ramp(1000)
    log = Log()
    VirtualDevice(FileSource(samples), clock=HandClock(late_s=0.01)).run(log, blocks=20)
    heard = np.concatenate(log.heard)
    np.testing.assert_array_equal(heard[:1000], samples)
    assert not heard[1000:].any()


def test_a_looped_file_starts_again_at_its_end_without_a_gap() -> None:
    samples = _ramp(100)
    log = Log()
    VirtualDevice(FileSource(samples, loop=True), clock=HandClock()).run(log, blocks=10)
    np.testing.assert_array_equal(np.concatenate(log.heard)[:, 0], np.tile(samples[:, 0], 7)[:640])


def test_a_stopped_process_skips_what_it_missed_and_counts_it() -> None:
    clock = HandClock()
    clock.stall_at_s, clock.stall_s = 100.5, 10.0
    samples = _ramp(48_000 * 12)
    log = Log()
    device = VirtualDevice(FileSource(samples), clock=clock)
    device.run(log, blocks=600)
    assert device.stats().skipped_frames == pytest.approx(480_000, abs=64)
    # Sample n of the file is still sample n of the device, after the gap as before it.
    for sample, block in zip(log.samples, log.heard, strict=True):
        np.testing.assert_array_equal(block, samples[sample : sample + 64])


def test_what_is_written_sounds_after_it_was_written() -> None:
    log = Log()
    VirtualDevice(Silence(), clock=HandClock()).run(log, blocks=10)
    period_s = 64 / 48_000
    np.testing.assert_allclose(np.subtract(log.play_s, log.now_s), period_s)
    np.testing.assert_allclose(np.subtract(log.now_s, log.capture_s), period_s)


def test_a_started_device_calls_back_on_a_thread_of_its_own_until_stopped() -> None:
    called = threading.Event()
    names: list[str] = []

    def callback(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        names.append(threading.current_thread().name)
        called.set()

    device = VirtualDevice(Silence())
    device.start(callback)
    assert called.wait(10)
    device.stop()
    count = len(names)
    assert set(names) == {"klangbro-audio"}
    assert len(names) == count
    assert not [thread for thread in threading.enumerate() if thread.name == "klangbro-audio"]


@pytest.mark.parametrize("block_frames", [0, 15, 4097])
def test_a_block_size_no_card_has_is_refused(block_frames: int) -> None:
    with pytest.raises(ValueError, match=str(block_frames)):
        VirtualDevice(Silence(), block_frames=block_frames)
