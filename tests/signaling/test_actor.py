"""A store that fails or belongs to somebody else by now: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from signaling.client import RoomClient
from signaling.messages import (
    Bye,
    Chat,
    ChatLine,
    ErrorCode,
    Levels,
    PeerLevels,
    Role,
    ServerMessage,
    Welcome,
)
from signaling.ports import MemoryStore, StoredRoom
from tests.signaling.house import House, lesson, until


class FailingStore(MemoryStore):
    """Fails as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise OSError("the disk with Pia's lesson is full")
        await super().save(lesson, stored)


class SlowStore(MemoryStore):
    """Stores when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.asked = asyncio.Event()

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        self.asked.clear()
        if not self.go_on.is_set():
            self.asked.set()
        await self.go_on.wait()
        await super().save(lesson, stored)


async def taken(client: RoomClient, count: int) -> AsyncIterator[ServerMessage]:
    """The next so many lines of the chat and levels."""
    async for message in client:
        if isinstance(message, ChatLine | PeerLevels):
            yield message
            count -= 1
        if count == 0:
            return


async def test_what_could_not_be_stored_was_not_acknowledged_and_comes_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    store = FailingStore()
    house = House(store=store)
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        await lesson(house, teacher, pupil)
        store.failures = 2
        teacher.send(Chat(text="one"))
        bye = await until(pupil, Bye)
        assert (bye.code, bye.retry) == (ErrorCode.SERVER_ERROR, True)
        teacher.send(Chat(text="two"))
        assert [(await until(pupil, ChatLine)).text for _ in range(2)] == ["one", "two"]
        await teacher.drained()
        assert pupil.welcome is not None
        assert pupil.welcome.resumed
    assert "OSError" in caplog.text
    assert "Pia" not in caplog.text


async def test_a_lesson_taken_over_by_another_server_is_let_go_and_goes_on_there() -> None:
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with teacher, pupil:
        await lesson(house, teacher, pupil)
        first = house.service
        second = house.start()
        visitor = house.client("visitor")
        async with visitor:
            await until(visitor, Welcome)  # by way of the second server, which has taken up the state now
            teacher.send(Chat(text="to the first"))
            assert (await until(teacher, Bye)).code is ErrorCode.SERVER_ERROR
            assert (await until(teacher, Welcome)).resumed
            assert (await until(pupil, ChatLine)).text == "to the first"
        await first.close()
        await second.close()


async def test_a_stored_room_that_cannot_be_read_lets_people_try_again_rather_than_start_empty() -> None:
    house = House()
    house.store.rooms["lesson"] = StoredRoom("{}", 5)
    async with house.service, house.client("teacher", Role.TEACHER) as teacher:
        assert (await until(teacher, Bye)).retry
    assert house.store.rooms["lesson"].revision == 5


async def test_an_ephemeral_message_waits_for_what_came_before_it_and_for_nothing_else() -> None:
    store = SlowStore()
    house = House(store=store)
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        await lesson(house, teacher, pupil)
        store.go_on.clear()
        teacher.send(Chat(text="stored first"))
        teacher.send(Levels(peak_dbfs=-20.0, clipped=False))
        await store.asked.wait()
        store.go_on.set()
        heard = [message async for message in taken(pupil, 2) if isinstance(message, ChatLine | PeerLevels)]
        assert [type(message) for message in heard] == [ChatLine, PeerLevels]
        store.go_on.clear()  # nothing is stored for a level
        teacher.send(Levels(peak_dbfs=-30.0, clipped=False))
        assert (await until(pupil, PeerLevels)).peak_dbfs == -30.0
        store.go_on.set()
