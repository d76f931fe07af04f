from __future__ import annotations

import asyncio

import pytest

from signaling.lean import Inbox, Signal


async def test_who_waits_goes_on_once_it_is_set() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    signal.set()
    assert await waiting


async def test_who_was_let_go_goes_on_though_it_is_cleared_again_at_once() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    signal.set()
    signal.clear()
    assert await waiting
    assert not signal.is_set()


async def test_what_is_set_lets_everybody_go_on_at_once() -> None:
    signal = Signal()
    signal.set()
    assert await signal.wait()
    assert await signal.wait()


async def test_a_second_who_waits_is_refused() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        await signal.wait()
    signal.set()
    assert await waiting


async def test_who_gave_up_waiting_makes_room_for_the_next() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    next_one = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    signal.set()
    assert await next_one


async def test_what_is_put_in_comes_out_once_and_in_order() -> None:
    inbox = Inbox[int]()
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert (inbox.qsize(), inbox.empty()) == (2, False)
    assert [await inbox.get(), await inbox.get()] == [1, 2]
    assert (inbox.qsize(), inbox.empty()) == (0, True)
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(3)
    assert await waiting == 3


async def test_who_gave_up_taking_takes_nothing_along() -> None:
    inbox = Inbox[int]()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await inbox.get() == 1
