from __future__ import annotations

import asyncio

from client.native.devices.enduring import Choice, EnduringDevice
from client.native.minding import DeviceMinder
from tests.client.native.devices.test_enduring import FakeCard, FakeOpener, Heard


async def test_the_person_is_told_of_a_loss_and_of_the_return() -> None:
    card, opener = FakeCard(), FakeOpener()
    device = EnduringDevice(Choice(card, opener))
    device.start(Heard())
    card.turn(10.0)
    told: asyncio.Queue[str] = asyncio.Queue()
    minder = DeviceMinder(device, lambda: told.put_nowait(minder.away))
    minding = asyncio.create_task(minder.run())
    try:
        async with asyncio.timeout(30):
            card.why = "Unplugged."
            assert await told.get() == "Unplugged. The lesson goes on, and the sound comes back with it."
            opener.next = FakeCard()
            assert await told.get() == ""
    finally:
        minding.cancel()
        await asyncio.gather(minding, return_exceptions=True)
        device.stop()
