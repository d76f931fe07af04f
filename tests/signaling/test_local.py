import asyncio

import pytest

from signaling.connection import Connection, ConnectionLost
from signaling.local import pair


async def test_what_is_sent_at_one_end_arrives_at_the_other_in_order() -> None:
    one, two = pair()
    ends: list[Connection] = [one, two]
    for text in "ab":
        await ends[0].send(text)
    assert [await two.receive(), await two.receive()] == ["a", "b"]
    await two.send("c")
    assert await one.receive() == "c"


async def test_a_sender_waits_for_a_reader_that_is_behind() -> None:
    one, two = pair(capacity=1)
    await one.send("a")
    second = asyncio.create_task(one.send("b"))
    await asyncio.wait([second], timeout=0.01)
    assert not second.done()
    assert await two.receive() == "a"
    await second


async def test_what_was_sent_before_the_end_still_arrives_and_nothing_after() -> None:
    one, two = pair()
    await one.send("a")
    await one.close(1000, "")
    await one.close(1000, "")
    assert await two.receive() == "a"
    for broken in (two.receive(), two.send("b"), one.send("c"), one.receive()):
        with pytest.raises(ConnectionLost):
            await broken


async def test_the_end_wakes_whoever_waits() -> None:
    one, two = pair()
    waiting = asyncio.create_task(two.receive())
    await asyncio.sleep(0)
    await one.close(1000, "")
    with pytest.raises(ConnectionLost):
        await waiting
