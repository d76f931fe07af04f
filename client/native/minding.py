"""Looks after the sound device during a lesson: notices that it is gone, and has it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from client.native.devices.enduring import CHECK_S, EnduringDevice

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
        self.away = ""

    async def run(self) -> None:
        """Mind it until cancelled."""
        while True:
            why = self._device.gone()
            if why is not None:
                self._say(f"{why} The lesson goes on, and the sound comes back with it.")
                await asyncio.to_thread(self._device.stand_in, why)
            elif self._device.away:
                back = await asyncio.to_thread(self._device.take_back)
                if back:
                    self._say("")
            await asyncio.sleep(CHECK_S)

    def _say(self, away: str) -> None:
        self.away = away
        self._changed()
