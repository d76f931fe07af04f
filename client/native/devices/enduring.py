"""A sound device that outlives its card: while the card is away, a silent stand-in keeps the time.

The engine goes on: it sends silence, so that the far end hears a pause and no broken line, and it takes in
what comes and throws it away, so that nothing old is heard afterwards. Sample indices run on by the time
that has passed, whatever clock counted them, and so the ledger stays true.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from client.native.devices.base import (
    SAMPLE_RATE_HZ,
    AudioBlock,
    AudioDevice,
    BlockTimes,
    Callback,
    DeviceStats,
)
from client.native.devices.edge import EdgeDevice
from client.native.devices.sources import Silence
from client.native.devices.virtual import VirtualDevice
from client.native.errors import DeviceError

__all__ = ["CHECK_S", "Choice", "EnduringDevice", "Opener"]

CHECK_S = 0.1
"""How often to ask `EnduringDevice.gone`."""
STILL_CHECKS = 3
"""A card that has called back and then stays silent for so many checks in a row is gone: some host APIs say
nothing when a cable is pulled. Checks are counted, not seconds, since this process may have been stopped."""
FIRST_CALL_CHECKS = 20
_STOPS_WITHIN_S = 0.2
"""A driver whose card was pulled out may never answer again: then its last thread is left behind."""


class Opener(Protocol):
    """Has a lost device again."""

    def open(self) -> AudioDevice | None:
        """Open it, not started; None, or `DeviceError`: it is not there (yet)."""

    def rest(self) -> None:
        """It is there, or no longer wanted: stop looking for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An open device, not started; how to have it again; and whether one that falls silent is lost."""

    device: AudioDevice
    opener: Opener
    stalls: bool = False


class EnduringDevice:
    """Joins one device after the other to one callback; a device itself.

    Parameters
    ----------
    choice : Choice
        The first of them.

    Notes
    -----
    Realtime-safe: what it hands to its devices, yes; else no. Thread-safe: no, but `stand_in`, `take_back`
    and `change` may run in any thread, one at a time, while the others are asked.
    """

    def __init__(self, choice: Choice) -> None:
        self._opener, self._stalls = choice.opener, choice.stalls
        self._device = self._playing = device = choice.device
        self._callback: Callback | None = None
        self.output_channels = device.output_channels
        self.samplerate = SAMPLE_RATE_HZ
        self.away = ""
        self.losses = 0
        self._before = DeviceStats()
        self._calls = self._calls_seen = self._still = 0
        self._end_sample: int | None = None
        self._end_s = 0.0

    # -- a device --------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self._device.name

    @property
    def block_frames(self) -> int:
        return self._playing.block_frames

    @property
    def input_channels(self) -> int:
        return self._playing.input_channels

    @property
    def input_latency_s(self) -> float:
        return self._playing.input_latency_s

    @property
    def output_latency_s(self) -> float:
        return self._playing.output_latency_s

    @property
    def round_trip(self) -> tuple[float, bool] | None:
        """Seconds from what is played to the same heard, and whether that was measured; None while away."""
        if self.away:
            return None
        playing = self._playing
        measured = isinstance(playing, EdgeDevice) and playing.measured
        return playing.input_latency_s + playing.output_latency_s, measured

    def start(self, callback: Callback) -> None:
        self._callback = callback
        self._join(self._device)

    def stop(self) -> None:
        self._callback = None
        self._opener.rest()
        playing = self._playing
        if playing is self._device:
            _stop_within(playing, 10 * _STOPS_WITHIN_S)
        else:
            playing.stop()

    def stats(self) -> DeviceStats:
        return _sum(self._before, self._playing.stats(), self.losses)

    def failure(self) -> str | None:
        """None: what happens to the card is told by `gone` and `away`, and does not end the session."""
        return None

    # -- losing and finding ----------------------------------------------------------------------------

    def gone(self) -> str | None:
        """Whether the device has just been lost, and why; ask every `CHECK_S`."""
        if self.away or self._callback is None:
            return None
        failure = self._device.failure()
        if failure is not None:
            return failure
        calls, self._calls_seen = self._calls_seen, self._calls
        self._still = self._still + 1 if calls == self._calls else 0
        most = STILL_CHECKS if self._calls else FIRST_CALL_CHECKS
        if self._stalls and self._still >= most:
            return f"{self.name} does not answer any more. Plug it in again."
        return None

    def stand_in(self, why: str) -> None:
        """Let the stand-in take over from the device that is gone. Blocks for 0.2 s at most."""
        self.away = why
        self.losses += 1
        lost = self._device
        self._before = _sum(self._before, lost.stats(), 0)
        substitute = VirtualDevice(
            Silence(), name=lost.name, block_frames=lost.block_frames, channels=self.output_channels
        )
        self._playing = substitute  # from now on the lost one is not listened to, even if it wakes
        _stop_within(lost, _STOPS_WITHIN_S)
        self._join(substitute)

    def take_back(self) -> bool:
        """Try to have the device again; whether that worked. Blocks while the driver does."""
        try:
            device = self._opener.open()
        except DeviceError:
            return False
        return device is not None and self._put(device)

    def change(self, choose: Callable[[], Choice]) -> bool:
        """Go over to another device; if that cannot be had, the one before is awaited. Blocks for a while.

        Parameters
        ----------
        choose : Callable[[], Choice]
            Opens the other. By then no stream is open any more, so that it may have PortAudio look anew.
        """
        if not self.away:
            self.stand_in("Changing over to another device ...")
            self.losses -= 1
        try:
            choice = choose()
        except DeviceError:
            return False
        if not self._put(choice.device):
            return False
        self._opener, self._stalls = choice.opener, choice.stalls
        return True

    def _put(self, device: AudioDevice) -> bool:
        """Let a device take over from the stand-in."""
        substitute = self._playing
        substitute.stop()
        before = self._before
        self._before = _sum(before, DeviceStats(0, substitute.stats().skipped_frames), 0)
        self._calls = self._calls_seen = self._still = 0
        try:
            self._join(device)
        except DeviceError:
            _stop_within(device, _STOPS_WITHIN_S)
            self._before = before
            self._join(substitute)
            return False
        self._device, self.away = device, ""
        self._opener.rest()
        return True

    # -- the audio thread ------------------------------------------------------------------------------

    def _join(self, device: AudioDevice) -> None:
        callback = self._callback
        if callback is None:  # stopped meanwhile
            return
        before, self._playing = self._playing, device
        try:
            device.start(self._relay(device, callback))
        except DeviceError:
            self._playing = before
            raise

    def _relay(self, device: AudioDevice, callback: Callback) -> Callback:
        mine, channels = BlockTimes(), self.output_channels
        remix = device.output_channels != channels
        own = np.zeros((device.block_frames, channels), np.float32)
        shift: int | None = None

        def relay(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
            nonlocal shift, own
            if device is not self._playing:
                played.fill(0.0)
                return
            if shift is None:
                shift = self._shift(times)
            mine.sample = times.sample + shift
            mine.capture_s, mine.play_s, mine.now_s = times.capture_s, times.play_s, times.now_s
            if remix:
                if len(own) != len(played):
                    own = np.zeros((len(played), channels), np.float32)
                callback(heard, own, mine)
                played[:] = own.mean(axis=1, keepdims=True) if channels > played.shape[1] else own
            else:
                callback(heard, played, mine)
            self._end_sample = mine.sample + len(played)
            self._end_s = times.capture_s + len(played) / SAMPLE_RATE_HZ
            self._calls += 1

        return relay

    def _shift(self, times: BlockTimes) -> int:
        """What to add to a new device's sample indices: time that nobody captured is skipped."""
        if self._end_sample is None:
            return 0
        unheard = max(0, round((times.capture_s - self._end_s) * SAMPLE_RATE_HZ))
        return self._end_sample + unheard - times.sample


def _stop_within(device: AudioDevice, seconds: float) -> None:
    stopping = threading.Thread(target=device.stop, name="klangbro-stopping", daemon=True)
    stopping.start()
    stopping.join(seconds)


def _sum(one: DeviceStats, other: DeviceStats, losses: int) -> DeviceStats:
    """Counts together; the newest says whether it runs at real-time priority."""
    return DeviceStats(
        one.xruns + other.xruns, one.skipped_frames + other.skipped_frames, other.realtime, losses
    )
