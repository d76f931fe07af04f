from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.db import Database, upgrade
from server.db.tables import node
from server.rooms import DatabaseRoomStore
from server.rooms.nodes import DEAD_S, FORGET_S, Nodes


class Time:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def two(folder: Path) -> AsyncIterator[tuple[Nodes, Nodes, Time]]:
    database, hands = Database(f"sqlite+aiosqlite:///{folder / 'nodes.db'}"), Time()
    await upgrade(database)
    store = DatabaseRoomStore(database)
    one, other = (Nodes(database, store, now_s=hands) for _ in range(2))
    await one.join()
    await other.join()
    yield one, other, hands
    await database.close()


async def test_a_node_that_stands_still_is_dead_and_one_that_beats_is_not(tmp_path: Path) -> None:
    async with two(tmp_path) as (one, other, hands):
        assert not await one.beat()
        for _ in range(10):
            hands.now_s += 1.0
            await other.beat()
            assert not await one.beat()
        assert one.lives(other.node)
        hands.now_s += DEAD_S
        assert await one.beat()
        assert not one.lives(other.node)


async def test_a_node_that_was_only_slow_lives_again(tmp_path: Path) -> None:
    async with two(tmp_path) as (one, other, hands):
        await one.beat()
        hands.now_s += DEAD_S
        await one.beat()
        assert not one.lives(other.node)
        await other.beat()
        await one.beat()
        assert one.lives(other.node)


async def test_a_node_of_yesterday_is_forgotten(tmp_path: Path) -> None:
    async with two(tmp_path) as (one, other, _):
        await one.beat()
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'nodes.db'}")
        tomorrow = Nodes(database, DatabaseRoomStore(database), wall_s=lambda: time.time() + 2 * FORGET_S)
        await tomorrow.join()
        assert await one.beat()
        assert not one.lives(other.node)
        await database.close()


async def test_a_node_nobody_has_heard_of_lives_until_the_database_knows_nothing_of_it(
    tmp_path: Path,
) -> None:
    async with two(tmp_path) as (one, _, _hands):
        assert one.lives("from-before-the-restart")
        assert await one.beat()
        assert not one.lives("from-before-the-restart")


async def test_while_the_database_is_away_nobody_dies(tmp_path: Path) -> None:
    async with two(tmp_path) as (one, other, hands):
        await one.beat()
        hands.now_s += 10 * DEAD_S
        one.blind()
        assert not await one.beat()
        assert one.lives(other.node)


async def test_a_node_whose_row_was_taken_away_puts_it_back(tmp_path: Path) -> None:
    async with two(tmp_path) as (one, other, _):
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'nodes.db'}")
        async with database.write() as connection:
            await connection.execute(node.delete())
        await database.close()
        await other.beat()
        await one.beat()
        assert one.lives(other.node)
