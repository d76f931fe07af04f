from __future__ import annotations

import asyncio

import pytest

from signaling.connection import Connection, ConnectionLost
from signaling.haste import race
from signaling.local import pair


async def test_a_try_that_hangs_does_not_hold_up_the_next() -> None:
    tries = 0

    async def connect() -> Connection:
        nonlocal tries
        tries += 1
        if tries < 3:
            await asyncio.Event().wait()
        return pair()[0]

    await race(connect, every_s=0.01)
    assert tries == 3


async def test_tries_that_fail_at_once_are_a_while_apart() -> None:
    tries = 0

    async def connect() -> Connection:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionLost
        return pair()[0]

    began_s = asyncio.get_running_loop().time()
    await race(connect, every_s=0.01)
    assert asyncio.get_running_loop().time() - began_s >= 0.015


async def test_a_server_that_is_not_to_be_trusted_is_not_asked_again() -> None:
    async def connect() -> Connection:
        raise PermissionError

    with pytest.raises(PermissionError):
        await race(connect, every_s=0.01)


async def test_the_first_that_arrives_wins_and_the_others_are_let_go() -> None:
    ended = 0

    async def connect() -> Connection:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            ended += 1
        raise ConnectionLost

    winner = pair()[0]
    first: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def slow() -> Connection:
        return await first

    asyncio.get_running_loop().call_later(0.03, first.set_result, winner)
    assert await race(connect, asyncio.create_task(slow()), every_s=0.01) is winner
    for _ in range(3):
        await asyncio.sleep(0)
    assert ended >= 1
