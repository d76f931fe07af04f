"""A sound device lost and returned, many times over: jackd is killed and started again."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field

from benchmarks.jackd import JackServer
from client.native.devices import AudioBlock, BlockTimes, EnduringDevice, choose
from client.native.minding import DeviceMinder

PERIOD_FRAMES = 256
_PLAYS_S, _AWAY_S = 0.7, 0.6
_PATIENCE_S = 10.0


@dataclass
class Losses:
    """What was found.

    Attributes
    ----------
    told_s : list[float]
        From the loss until the person is told.
    back_s : list[float]
        From the moment the device answers again until sound goes through it.
    unskipped : int
        Blocks whose sample index did not follow the time that had passed, within a block.
    """

    told_s: list[float] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)
    unskipped: int = 0


def lose_devices(times: int) -> Losses:
    """Lose a JACK device and have it back so many times.

    Raises
    ------
    NoJackError
        There is no jackd here, or it does not come up.
    TimeoutError
        A loss was not told, or the device not taken back, within ten seconds.
    """
    with JackServer(PERIOD_FRAMES) as server:
        before = os.environ.copy()
        os.environ.update(server.env)
        try:
            return asyncio.run(_losses(server, times))
        finally:
            os.environ.clear()
            os.environ.update(before)


async def _losses(server: JackServer, times: int) -> Losses:
    device, found = EnduringDevice(choose("jack")), Losses()
    told = asyncio.Event()
    minder = DeviceMinder(device, told.set)
    follow = _Follow(device, found)
    device.start(follow)
    minding = asyncio.create_task(minder.run())
    try:
        for _ in range(times):
            await asyncio.sleep(_PLAYS_S)
            told.clear()
            lost_s = time.monotonic()
            await asyncio.to_thread(server.kill)
            await asyncio.wait_for(told.wait(), _PATIENCE_S)
            found.told_s.append(time.monotonic() - lost_s)
            await asyncio.sleep(_AWAY_S)
            told.clear()
            await asyncio.to_thread(server.restart)
            here_s = time.monotonic()
            await asyncio.wait_for(told.wait(), _PATIENCE_S)
            found.back_s.append(max(0.0, time.monotonic() - here_s))
    finally:
        minding.cancel()
        await asyncio.gather(minding, return_exceptions=True)
        device.stop()
    return found


class _Follow:
    """A callback that checks that samples follow time."""

    def __init__(self, device: EnduringDevice, found: Losses) -> None:
        self._device, self._found = device, found
        self._last: tuple[int, float] | None = None

    def __call__(self, _heard: AudioBlock, _played: AudioBlock, times: BlockTimes) -> None:
        sample, capture_s = times.sample, times.capture_s
        if self._last is not None:
            ran = sample - self._last[0]
            passed = (capture_s - self._last[1]) * self._device.samplerate
            self._found.unskipped += abs(ran - passed) > 2 * PERIOD_FRAMES
        self._last = sample, capture_s
