from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from benchmarks.signaling.parts import RedisServer
from server.db import Database, upgrade
from server.rooms import DatabaseRoomStore
from server.rooms.bus import RedisBus, hand_on
from server.rooms.nodes import Nodes
from signaling.service import LessonService
from tests.signaling.house import KEY, Directory


class Ears(LessonService):
    """A service that remembers what it was told."""

    def __init__(self, store: DatabaseRoomStore) -> None:
        super().__init__(store=store, directory=Directory(), token_key=KEY)
        self.told: asyncio.Queue[tuple[object, ...]] = asyncio.Queue()

    def heard(self, lesson: str, revision: int) -> None:
        self.told.put_nowait((lesson, revision))

    def carried(self, lesson: str, revision: int, link: str, text: str) -> None:
        self.told.put_nowait((lesson, revision, link, text))


@asynccontextmanager
async def listening(folder: Path, url: str) -> AsyncIterator[tuple[RedisBus, Ears]]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'nodes.db'}")
    await upgrade(database)
    store = DatabaseRoomStore(database)
    bus, ears = RedisBus(url, Nodes(database, store)), Ears(store)
    working = asyncio.create_task(bus.work(ears))
    yield bus, ears
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await database.close()


async def wakes(bus: RedisBus, ears: Ears) -> tuple[object, ...]:
    """Send until it is heard, and give what was: at most once means perhaps never."""
    async with asyncio.timeout(30):
        while True:
            bus.wake(bus.node, "lesson", 7)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(ears.told.get(), 0.05)


async def test_what_is_sent_to_a_node_is_heard_there(tmp_path: Path, redis: RedisServer) -> None:
    async with listening(tmp_path, redis.url) as (bus, ears):
        assert await wakes(bus, ears) == ("lesson", 7)
        bus.carry(bus.node, "lesson", 8, "link", '{"type": "candidate"}')
        while (told := await ears.told.get()) == ("lesson", 7):
            pass
        assert told == ("lesson", 8, "link", '{"type": "candidate"}')


async def test_a_bus_that_was_away_is_used_again_when_it_is_back(tmp_path: Path, redis: RedisServer) -> None:
    async with listening(tmp_path, redis.url) as (bus, ears):
        await wakes(bus, ears)
        redis.kill()
        bus.wake(bus.node, "lesson", 8)  # neither waits nor raises
        redis.start()
        while not ears.told.empty():
            ears.told.get_nowait()
        await wakes(bus, ears)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"[1, 2]", b'["a"]', b'["a", "b"]', b'["a", 1, 2, 3]', b"\xff", b"[" * 9999]
)
async def test_what_is_malformed_is_left_out(tmp_path: Path, data: bytes) -> None:
    ears = Ears(DatabaseRoomStore(Database("sqlite+aiosqlite://")))
    hand_on(ears, data)
    assert ears.told.empty()
