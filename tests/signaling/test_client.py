from __future__ import annotations

import asyncio
import random

import pytest

from signaling import client
from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost
from signaling.invite import Invite
from signaling.messages import Admit, Bye, Chat, ChatLine, ErrorCode, Leave, Role, Roster, Welcome
from tests.signaling.house import House, Raw, lesson, until


class Flaky:
    """A way to the house whose transports break after a few messages, seeded."""

    def __init__(self, house: House, seed: int) -> None:
        self._house = house
        self._rng = random.Random(seed)
        self.opened = 0

    async def __call__(self) -> Connection:
        self.opened += 1
        if self._rng.random() < 0.3:
            raise ConnectionLost
        return Breaking(await self._house.connect(), self._rng.randrange(1, 25))


class Breaking:
    def __init__(self, inner: Connection, left: int) -> None:
        self._inner = inner
        self._left = left

    async def _use(self) -> None:
        self._left -= 1
        if self._left < 0:
            await self._inner.close(1006, "")
            raise ConnectionLost

    async def receive(self) -> str:
        await self._use()
        return await self._inner.receive()

    async def send(self, text: str, /) -> None:
        await self._use()
        await self._inner.send(text)

    async def close(self, code: int, reason: str, /) -> None:
        await self._inner.close(code, reason)


class Eager(random.Random):
    """No waiting between tries."""

    def uniform(self, a: float, b: float) -> float:
        return 0.0


async def test_a_client_on_a_breaking_network_hears_and_says_everything_once() -> None:
    house = House()
    flaky = Flaky(house, 3)
    teacher = house.client("teacher", Role.TEACHER)
    pupil = RoomClient(house.invite("pupil"), connect=flaky, rng=Eager())
    async with house.service, teacher, pupil:
        await until(teacher, Roster)
        while len((await until(teacher, Roster)).participants) < 2:
            pass
        teacher.send(admit_pupil())
        await until(pupil, Roster)
        for number in range(100):
            teacher.send(Chat(text=f"t{number}"))
            pupil.send(Chat(text=f"p{number}"))
        heard = {teacher: list[str](), pupil: list[str]()}
        for client, lines in heard.items():
            while len(lines) < 200:
                lines.append((await until(client, ChatLine)).text)
        assert heard[teacher] == heard[pupil]
        for letter in "tp":
            own = [text for text in heard[pupil] if text.startswith(letter)]
            assert own == [f"{letter}{number}" for number in range(100)]
    assert flaky.opened > 10


def admit_pupil() -> Admit:
    return Admit(participant="pupil")


async def test_the_waits_between_tries_are_random_and_grow_to_a_ceiling() -> None:
    asked: list[float] = []
    enough = asyncio.Event()

    class Listening(random.Random):
        def uniform(self, a: float, b: float) -> float:
            asked.append(b)
            if len(asked) == 12:
                enough.set()
            assert a == 0.0
            return 0.0

    async def nowhere() -> Connection:
        raise ConnectionLost("the server cannot be reached (OSError)")

    client = RoomClient(Invite("https://school.example", "a.b.c"), connect=nowhere, rng=Listening())
    async with client:
        await enough.wait()
    assert asked[:4] == pytest.approx([0.6, 1.2, 2.4, 4.0])
    assert asked[11] == 4.0
    assert client.problem == "the server cannot be reached (OSError)"


async def test_a_bye_without_retry_ends_it() -> None:
    house = House()
    states: list[str] = []
    async with house.service:
        client = RoomClient(
            Invite("https://school.example", "a.b.c"), connect=house.connect, on_state=states.append
        )
        async with client:
            heard = [message async for message in client]
            again = [message async for message in client]
    assert [m.code for m in heard if isinstance(m, Bye)] == [ErrorCode.TOKEN_INVALID]
    assert again == []
    assert states == ["connecting", "ended"]


async def test_leaving_is_told_to_the_room() -> None:
    house = House()
    teacher, pupil = house.client("teacher", Role.TEACHER), house.client("pupil")
    async with house.service, teacher, pupil:
        await lesson(house, teacher, pupil)
        await pupil.leave()
        assert not any(isinstance(m, Leave) for m in pupil.session.unacked)
        while len((await until(teacher, Roster)).participants) > 1:
            pass


async def test_closing_without_leaving_keeps_the_place() -> None:
    house = House()
    async with house.service:
        client = house.client("teacher", Role.TEACHER)
        async with client:
            welcome = await until(client, Welcome)
        raw = Raw(house)
        resume = {"endpoint": welcome.endpoint, "key": welcome.resume_key, "seen": 0}
        await raw.hello(house.invite("teacher", Role.TEACHER), resume=resume)
        message = await raw.hear()
        assert isinstance(message, Welcome)
        assert message.endpoint == welcome.endpoint


class Deaf:
    """A transport over a path that has died: nothing goes through, and nobody says so."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner
        self.dead = asyncio.Event()

    async def receive(self) -> str:
        receiving = asyncio.create_task(self._inner.receive())
        dying = asyncio.create_task(self.dead.wait())
        try:
            await asyncio.wait((receiving, dying), return_when=asyncio.FIRST_COMPLETED)
            if self.dead.is_set():
                await asyncio.Event().wait()
            return await receiving
        finally:
            receiving.cancel()
            dying.cancel()

    async def send(self, text: str, /) -> None:
        if not self.dead.is_set():
            await self._inner.send(text)

    async def close(self, code: int, reason: str, /) -> None:
        if self.dead.is_set():
            await asyncio.Event().wait()
        await self._inner.close(code, reason)


async def test_in_haste_a_second_transport_takes_over_and_nothing_is_lost_or_said_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    opened: list[Deaf] = []

    async def connect() -> Connection:
        opened.append(Deaf(await house.connect()))
        return opened[-1]

    states: list[str] = []
    pupil = RoomClient(house.invite("pupil"), connect=connect, on_state=states.append)
    teacher = house.client("teacher", Role.TEACHER)
    async with house.service, teacher, pupil:
        await until(pupil, Welcome)
        while len((await until(teacher, Roster)).participants) < 2:
            pass
        teacher.send(admit_pupil())
        await until(pupil, Roster)
        opened[0].dead.set()
        pupil.send(Chat(text="into the void"))
        monkeypatch.setattr(client, "FRESH_S", 0.0)
        pupil.hurry()
        assert (await until(teacher, ChatLine)).text == "into the void"
        assert (await until(pupil, ChatLine)).text == "into the void"
        monkeypatch.setattr(client, "FRESH_S", 60.0)
        pupil.hurry()  # a fresh one is not doubted
        pupil.send(Chat(text="once"))
        assert (await until(teacher, ChatLine)).text == "once"
    assert len(opened) == 2
    assert states.count("offline") == 0


async def test_haste_ends_a_wait_between_tries() -> None:
    house = House()
    tried = asyncio.Event()
    reachable = False

    async def connect() -> Connection:
        if not reachable:
            tried.set()
            raise ConnectionLost
        return await house.connect()

    class Patient(random.Random):
        def uniform(self, a: float, b: float) -> float:
            return 600.0

    pupil = RoomClient(house.invite("pupil"), connect=connect, rng=Patient())
    async with house.service, pupil:
        await tried.wait()
        reachable = True
        pupil.hurry()
        await until(pupil, Welcome)
