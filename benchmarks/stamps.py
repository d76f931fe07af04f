"""When a device's samples were at the converter, as the device itself says: the outside's clock."""

from __future__ import annotations

from client.native.devices import AudioBlock, AudioDevice, BlockTimes, Callback, DeviceStats

EVERY_FRAMES = 12_000


class StampingDevice:
    """A device that notes, four times a second, which sample was captured and will sound when.

    Parameters
    ----------
    device : AudioDevice
        Everything else is left to it.

    Notes
    -----
    `stamps` has ``(sample, capture_s, play_s)`` each. Realtime-safe: yes, but for a small append four times a
    second.
    """

    def __init__(self, device: AudioDevice) -> None:
        self._device = device
        self._next = 0
        self.stamps: list[tuple[int, float, float]] = []

    @property
    def name(self) -> str:
        return self._device.name

    @property
    def samplerate(self) -> int:
        return self._device.samplerate

    @property
    def block_frames(self) -> int:
        return self._device.block_frames

    @property
    def input_channels(self) -> int:
        return self._device.input_channels

    @property
    def output_channels(self) -> int:
        return self._device.output_channels

    @property
    def input_latency_s(self) -> float:
        return self._device.input_latency_s

    @property
    def output_latency_s(self) -> float:
        return self._device.output_latency_s

    def start(self, callback: Callback) -> None:
        def stamped(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            if times.sample >= self._next:
                self.stamps.append((times.sample, times.capture_s, times.play_s))
                self._next = times.sample + EVERY_FRAMES
            callback(heard, played, times)

        self._device.start(stamped)

    def stop(self) -> None:
        self._device.stop()

    def stats(self) -> DeviceStats:
        return self._device.stats()

    def failure(self) -> str | None:
        return self._device.failure()
