"""A card that differs from what the engine knows: another rate, or a round trip that was measured.

The engine lives at 48 kHz and believes the times it is told. Here a card of another rate is resampled both
ways, as late as is added to those times; and where `klangbro bench device` has measured the card's round
trip, the times are set so that they tell that, not what its driver says.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from client.native.devices.base import (
    SAMPLE_RATE_HZ,
    AudioBlock,
    AudioDevice,
    BlockTimes,
    Callback,
    DeviceStats,
)
from client.native.devices.sources import Source
from dsp.edge import EdgeResampler

__all__ = ["EdgeDevice", "card_block_frames"]

_LONGEST_BLOCK = 4096


def card_block_frames(device: AudioDevice) -> int:
    """Frames a callback as the card counts them."""
    return card_block_frames(device.device) if isinstance(device, EdgeDevice) else device.block_frames


class EdgeDevice:
    """A device at 48 kHz on top of one at any rate.

    Parameters
    ----------
    device : AudioDevice
        Not started.
    source : Source or None
        Takes the place of the microphone, at 48 kHz.
    round_trip_s : float or None
        From an output sample to the same at the input, as measured; None: what the device says holds.
        How it is shared between input and output nobody can see: what the device has not told of is halved.

    Raises
    ------
    ValueError
        ``round_trip_s`` is not between 0 and 1.

    Notes
    -----
    Realtime-safe: what it hands to its device, yes (a new block length allocates once). Thread-safe: no.
    """

    def __init__(
        self, device: AudioDevice, *, source: Source | None = None, round_trip_s: float | None = None
    ) -> None:
        if round_trip_s is not None and not 0.0 < round_trip_s < 1.0:
            raise ValueError(f"round_trip_s must be between 0 and 1, not {round_trip_s}")
        self.device = device
        self.samplerate = SAMPLE_RATE_HZ
        self.input_channels = device.input_channels if source is None else source.channels
        self.output_channels = device.output_channels
        self.source, self._measured_s = source, round_trip_s
        ratio = Fraction(SAMPLE_RATE_HZ, device.samplerate)
        self._up, self._down = ratio.numerator, ratio.denominator
        self._resampled = device.samplerate != SAMPLE_RATE_HZ
        self._make(device.block_frames)

    def _make(self, frames: int) -> None:
        """Arrays and resamplers for blocks of so many frames of the card's."""
        card_hz, most = self.device.samplerate, self._ours(frames) + 1
        self._most = frames
        self._into = EdgeResampler(card_hz, SAMPLE_RATE_HZ, channels=self.input_channels, most_frames=frames)
        self._out_of = EdgeResampler(SAMPLE_RATE_HZ, card_hz, channels=self.output_channels, most_frames=most)
        self._rooms: dict[int, tuple[AudioBlock, AudioBlock]] = {}

    def _ours(self, card_sample: int) -> int:
        """The first of our samples that is not before a sample of the card's."""
        return -(-card_sample * self._up // self._down)

    # -- a device --------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def block_frames(self) -> int:
        return min(_LONGEST_BLOCK, self._ours(self.device.block_frames))

    @property
    def input_latency_s(self) -> float:
        added_s = self._into.delay_s if self._resampled and self.source is None else 0.0
        return max(0.0, self.device.input_latency_s + self._untold_s() / 2) + added_s

    @property
    def output_latency_s(self) -> float:
        added_s = self._out_of.delay_s if self._resampled else 0.0
        return max(0.0, self.device.output_latency_s + self._untold_s() / 2) + added_s

    def _untold_s(self) -> float:
        if self._measured_s is None:
            return 0.0
        return self._measured_s - self.device.input_latency_s - self.device.output_latency_s

    @property
    def measured(self) -> bool:
        """Whether its round trip was measured."""
        return self._measured_s is not None

    def start(self, callback: Callback) -> None:
        self.device.start(self._resampling(callback) if self._resampled else self._straight(callback))

    def stop(self) -> None:
        self.device.stop()

    def stats(self) -> DeviceStats:
        theirs = self.device.stats()
        return DeviceStats(theirs.xruns, self._ours(theirs.skipped_frames), theirs.realtime, theirs.losses)

    def failure(self) -> str | None:
        return self.device.failure()

    # -- the audio thread ------------------------------------------------------------------------------

    def _true(self, times: BlockTimes, mine: BlockTimes) -> None:
        """Set when a block was heard and will sound: as the device says, or as fits what was measured."""
        mine.capture_s, mine.play_s, mine.now_s = times.capture_s, times.play_s, times.now_s
        if self._measured_s is not None:
            middle_s = (times.capture_s + times.play_s) / 2
            mine.capture_s = middle_s - self._measured_s / 2
            mine.play_s = middle_s + self._measured_s / 2

    def _straight(self, callback: Callback) -> Callback:
        mine = BlockTimes()

        def process(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            mine.sample = times.sample
            self._true(times, mine)
            callback(heard, played, mine)

        return process

    def _resampling(self, callback: Callback) -> Callback:
        mine, card_hz, source = BlockTimes(), self.device.samplerate, self.source
        expected: int | None = None

        def process(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            nonlocal expected
            frames, sample = len(heard), times.sample
            if frames > self._most:  # somebody changed JACK's block size; allocates, once
                self._make(frames)
                expected = None
            first = self._ours(sample)
            if sample != expected:
                if source is not None and expected is not None:
                    source.skip(first - self._ours(expected))
                self._into.restart(sample, first)
                self._out_of.restart(first, sample)
            expected = sample + frames
            ours, played_here = self._room(self._ours(expected) - first)
            self._true(times, mine)
            head_s = (first * self._down - sample * self._up) / (self._up * card_hz)
            mine.sample = first
            mine.now_s += head_s
            mine.play_s += head_s + self._out_of.delay_s
            if source is None:
                mine.capture_s += head_s - self._into.delay_s
                self._into.push(heard)
                self._into.pull(ours)
            else:
                mine.capture_s += head_s
                source.read_into(ours)
            callback(ours, played_here, mine)
            self._out_of.push(played_here)
            self._out_of.pull(played)

        return process

    def _room(self, frames: int) -> tuple[AudioBlock, AudioBlock]:
        """Arrays for a block of ours; there are two lengths, a sample apart."""
        room = self._rooms.get(frames)
        if room is None:
            room = (
                np.zeros((frames, self.input_channels), np.float32),
                np.zeros((frames, self.output_channels), np.float32),
            )
            self._rooms[frames] = room
        return room
