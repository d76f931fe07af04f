"""Two nodes on one PostgreSQL and one Redis: what a lesson notices when one of them dies."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from benchmarks.signaling.parts import Node, PostgresServer, RedisServer
from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost
from signaling.dialling import socket_connector
from signaling.invite import parse
from signaling.messages import Admit, Candidate, Chat, ChatLine, ConnectionOpen, EndpointKind, Roster, Welcome

WITHIN_S = 60.0


@pytest.fixture(scope="module")
def nodes(postgres: PostgresServer, redis: RedisServer) -> Iterator[list[Node]]:
    environment = {"KLANGBRO_DATABASE_URL": postgres.url, "KLANGBRO_BUS_URL": redis.url}
    with Node(environment) as one, Node(environment) as two:
        yield [one, two]


class Person:
    """A client that prefers one node and goes to another when that one is not there."""

    def __init__(self, invite: str, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.rng = random.Random(5)
        self.tries = 0
        self.lines: list[str] = []
        self.welcomes: list[Welcome] = []
        self.heard: list[object] = []
        self.news = asyncio.Event()
        self.token = parse(invite).token
        self.client = RoomClient(parse(invite), kind=EndpointKind.PAGE, connect=self._connect, rng=self.rng)

    async def _connect(self) -> Connection:
        node = self.nodes[self.tries % len(self.nodes)]
        try:
            return await socket_connector(parse(f"{node.origin}/join#t={self.token}"))()
        except ConnectionLost:
            self.tries += 1
            raise

    async def listen(self) -> None:
        async for message in self.client:
            self.heard.append(message)
            if isinstance(message, ChatLine):
                self.lines.append(message.text)
            if isinstance(message, Welcome):
                self.welcomes.append(message)
            if isinstance(message, Roster) and self.client.welcome and self.client.welcome.role == "teacher":
                for person in message.participants:
                    if any(not endpoint.admitted for endpoint in person.endpoints):
                        self.client.send(Admit(participant=person.id))
            self.news.set()

    async def until(self, kind: type[object], count: int = 1) -> object:
        """The newest message of a kind, once there are so many."""
        async with asyncio.timeout(WITHIN_S):
            while len(found := [message for message in self.heard if isinstance(message, kind)]) < count:
                self.news.clear()
                await self.news.wait()
        return found[-1]


@contextlib.asynccontextmanager
async def lesson(nodes: list[Node], *, apart: bool = True) -> AsyncIterator[tuple[Person, Person]]:
    """A teacher at the first node and a pupil at the second, both in the lesson."""
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {nodes[0].host_key}"}) as browser:
        answer = await browser.post(
            f"{nodes[-1].origin}/api/lessons", json={"teacher": "Anna", "pupil": "Bo"}
        )
    invites = [invite["url"] for invite in answer.raise_for_status().json()["invites"]]
    teacher, pupil = Person(invites[0], nodes), Person(invites[1], nodes[::-1] if apart else nodes)
    async with teacher.client, pupil.client:
        listening = [asyncio.create_task(person.listen()) for person in (teacher, pupil)]
        await teacher.until(ConnectionOpen)
        await pupil.until(ConnectionOpen)
        yield teacher, pupil
    await asyncio.gather(*listening)


async def test_a_lesson_is_one_lesson_whichever_nodes_its_people_are_at(nodes: list[Node]) -> None:
    async with lesson(nodes) as (teacher, pupil):
        for number in range(20):
            (teacher if number % 2 else pupil).client.send(Chat(text=f"{number}"))
        await teacher.until(ChatLine, 20)
        await pupil.until(ChatLine, 20)
        assert teacher.lines == pupil.lines
        assert sorted(teacher.lines, key=int) == [f"{number}" for number in range(20)]
        opened = await teacher.until(ConnectionOpen)
        assert isinstance(opened, ConnectionOpen)
        teacher.client.send(Candidate(connection=opened.connection, candidate="candidate:1", mid="0"))
        heard = await pupil.until(Candidate)
        assert isinstance(heard, Candidate)
        assert heard.candidate == "candidate:1"


@pytest.mark.parametrize("kindly", [False, pytest.param(True, marks=pytest.mark.wide)])
async def test_a_node_that_ends_takes_no_lesson_and_no_message_with_it(
    nodes: list[Node], kindly: bool
) -> None:
    async with lesson(nodes) as (teacher, pupil):
        for number in range(60):
            (teacher if number % 2 else pupil).client.send(Chat(text=f"{number}"))
            await teacher.until(ChatLine, max(1, number - 10))  # ten on the way at the most
            if number % 20 == 10:
                node = nodes[number // 20 % 2]
                await asyncio.to_thread(node.stop if kindly else node.kill)
                await asyncio.to_thread(node.start)
        await teacher.until(ChatLine, 60)
        await pupil.until(ChatLine, 60)
        await teacher.client.drained()
        await pupil.client.drained()
        assert teacher.lines == pupil.lines
        for person, odd in ((teacher, 1), (pupil, 0)):
            own = [line for line in person.lines if int(line) % 2 == odd]
            assert own == [f"{number}" for number in range(odd, 60, 2)]
            assert all(welcome.resumed for welcome in person.welcomes[1:])
            assert len(person.welcomes) > 1


@pytest.mark.wide
async def test_without_redis_a_lesson_goes_on_and_redis_comes_back_by_itself(
    nodes: list[Node],
    redis: RedisServer,
) -> None:
    async with lesson(nodes) as (teacher, pupil):
        redis.kill()
        for number in range(10):
            teacher.client.send(Chat(text=f"{number}"))
        await pupil.until(ChatLine, 10)
        redis.start()
        opened = await teacher.until(ConnectionOpen)
        assert isinstance(opened, ConnectionOpen)
        async with asyncio.timeout(WITHIN_S):
            while not any(isinstance(message, Candidate) for message in pupil.heard):
                teacher.client.send(Candidate(connection=opened.connection, candidate="candidate:2", mid="0"))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(pupil.until(Candidate), 0.1)
        assert len(teacher.welcomes) == len(pupil.welcomes) == 1


async def test_while_postgresql_is_away_people_are_told_and_nothing_is_lost(
    nodes: list[Node],
    postgres: PostgresServer,
) -> None:
    async with lesson(nodes) as (teacher, pupil):
        for number in range(5):
            teacher.client.send(Chat(text=f"{number}"))
        postgres.kill()
        for number in range(5, 10):
            teacher.client.send(Chat(text=f"{number}"))
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {nodes[0].host_key}"}) as browser:
            assert (await browser.get(f"{nodes[0].origin}/readyz")).status_code == 503
            answer = await browser.get(f"{nodes[0].origin}/api/lessons")
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "service_unavailable"
        postgres.start()
        await teacher.until(ChatLine, 10)
        await pupil.until(ChatLine, 10)
        assert teacher.lines == pupil.lines == [f"{number}" for number in range(10)]
