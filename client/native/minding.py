"""Looks after the sound device during a lesson: notices that it is gone, and has it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from client.native.devices import next_card
from client.native.devices.enduring import CHECK_S, Choice, EnduringDevice
from client.native.errors import DeviceError

__all__ = ["DeviceMinder"]


class DeviceMinder:
    """Asks a device ten times a second how it is; whatever may block happens in threads.

    Parameters
    ----------
    device : EnduringDevice
    changed : Callable[[], None]
        Called at once when it has gone or come back, so that the person is told.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, device: EnduringDevice, changed: Callable[[], None]) -> None:
        self._device, self._changed = device, changed
        self._at_work = asyncio.Lock()
        self.away = ""

    async def run(self) -> None:
        """Mind it until cancelled."""
        while True:
            async with self._at_work:
                await self._look()
            await asyncio.sleep(CHECK_S)

    async def _look(self) -> None:
        why = self._device.gone()
        if why is not None:
            self._say(f"{why} The lesson goes on, and the sound comes back with it.")
            await asyncio.to_thread(self._device.stand_in, why)
        elif self._device.away:
            back = await asyncio.to_thread(self._device.take_back)
            if back:
                self._say("")

    async def next(self) -> str:
        """Go over to the next sound card; a sentence on what came of it."""
        device = self._device
        before = device.name
        problem = ""

        def choose() -> Choice:
            nonlocal problem
            try:
                return next_card(before)
            except DeviceError as error:
                problem = str(error)
                raise

        async with self._at_work:
            changed = await asyncio.to_thread(device.change, choose)
        if changed:
            self._say("")
            return f"The sound goes through {device.name} now."
        return problem or f"The next sound device does not start; staying with {before}."

    def _say(self, away: str) -> None:
        self.away = away
        self._changed()
