from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis import Redis

from benchmarks.signaling.parts import RedisServer, free_port
from server.rates import Rates
from server.settings import load_settings
from server.shared_rates import ALONE_S, SharedRates
from tests.server.staff import PAGE
from tests.server.world import World, server

KEY = b"k" * 32
GUESS = {"email": "anna@example.org", "password": "wrong horse battery"}


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as started:
        yield started


@asynccontextmanager
async def node(folder: Path, name: str, redis: RedisServer) -> AsyncIterator[World]:
    database = f"sqlite+aiosqlite:///{folder / 'klangbro.db'}"
    often = "6/minute"
    async with server(
        folder / name, bus_url=redis.url, database_url=database, rate_sign_in_errors=often
    ) as world:
        yield world


async def test_a_guesser_has_the_same_few_tries_at_two_nodes_as_at_one(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with node(tmp_path, "a", redis) as one, node(tmp_path, "b", redis) as two:
        answers = []
        for number in range(10):
            world = (one, two)[number % 2]
            answer = await world.client.post("/api/session", json=GUESS, headers=PAGE)
            answers.append(answer.status_code)
        assert answers == [401] * 6 + [429] * 4
    with Redis(port=redis.port) as looked_at:
        keys = b" ".join(looked_at.keys("klangbro-rates*"))
    assert b"sign_in_errors" in keys
    assert b"127.0.0.1" not in keys
    assert b"anna" not in keys


async def test_without_redis_each_node_counts_for_itself_and_nobody_waits_long() -> None:
    now_s = [0.0]
    together = SharedRates(f"redis://127.0.0.1:{free_port()}/0", KEY, lambda: now_s[0])
    rates = Rates(load_settings(rate_mails="2/hour"))
    with rates.shared(together):
        assert [await rates.take("mails", "192.0.2.1") for _ in range(3)] == [True, True, False]
        assert await rates.is_spent("mails", "192.0.2.1")
        assert not await rates.is_spent("mails", "192.0.2.2")
    await together.close()


async def test_a_redis_that_is_back_is_counted_with_again(redis: RedisServer) -> None:
    now_s = [0.0]
    together = SharedRates(redis.url, KEY, lambda: now_s[0])
    rates, other = (Rates(load_settings(rate_mails="1/hour")) for _ in range(2))
    with rates.shared(together), other.shared(together):
        redis.kill()
        assert await rates.take("mails", "192.0.2.9")
        redis.start()
        now_s[0] += ALONE_S
        assert await rates.take("mails", "192.0.2.9")
        assert not await other.take("mails", "192.0.2.9")
    await together.close()
