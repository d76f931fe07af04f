import numpy as np

from benchmarks.stamps import EVERY_FRAMES, StampingDevice
from client.native.devices import AudioBlock, BlockTimes
from client.native.devices.sources import Tone
from client.native.devices.virtual import VirtualDevice


class HandClock:
    """Stands still but for those who wait."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def now_s(self) -> float:
        return self.at_s

    def wait_until(self, deadline_s: float, stop: object) -> None:
        self.at_s = max(self.at_s, deadline_s)


class OneThread(VirtualDevice):
    """Runs in the caller's thread, a second long."""

    def start(self, callback: object) -> None:
        self.run(callback, blocks=750)  # type: ignore[arg-type]


def test_stamps_tell_the_devices_own_times_four_times_a_second() -> None:
    device = StampingDevice(OneThread(Tone(440.0), block_frames=64, drift_ppm=100.0, clock=HandClock()))
    seen: list[int] = []

    def callback(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        seen.append(times.sample)

    device.start(callback)
    samples, captured_s, played_s = (np.array(column) for column in zip(*device.stamps, strict=True))
    assert len(seen) == 750
    assert len(samples) == 4 and (np.diff(samples) >= EVERY_FRAMES).all()
    rate_hz = np.diff(samples) / np.diff(captured_s)
    assert np.allclose(rate_hz, 48_000 * (1 + 100e-6), rtol=1e-9)
    assert np.allclose(played_s - captured_s, 2 * 64 / rate_hz[0])


def test_everything_else_is_the_devices_own() -> None:
    inner = OneThread(Tone(440.0), block_frames=128, clock=HandClock())
    device = StampingDevice(inner)
    for name in ("name", "samplerate", "block_frames", "input_channels", "output_channels"):
        assert getattr(device, name) == getattr(inner, name)
    assert device.input_latency_s == inner.input_latency_s and device.failure() is None
