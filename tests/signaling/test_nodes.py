"""One lesson whose people are at two nodes, with a bus that works as it should, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from signaling.client import RoomClient
from signaling.connection import Connection
from signaling.invite import Invite
from signaling.local import connector
from signaling.messages import (
    Admit,
    Bye,
    Chat,
    ChatLine,
    ConnectionOpen,
    EndpointKind,
    ErrorCode,
    Levels,
    PeerLevels,
    Remove,
    Role,
    Roster,
    Welcome,
)
from signaling.ports import MemoryStore, link_name, node_of
from signaling.service import LessonService
from signaling.tokens import issue
from tests.signaling.house import BOTH, KEY, Directory, Hands, claims, until


class Near:
    """A bus to services in the same process."""

    shared = True

    def __init__(self, node: str, there: dict[str, LessonService]) -> None:
        self.node = node
        self.silent = False
        self._there = there

    def lives(self, node: str, /) -> bool:
        return node in self._there

    def wake(self, node: str, lesson: str, revision: int, /) -> None:
        if not self.silent:
            self._there[node].heard(lesson, revision)

    def carry(self, node: str, lesson: str, revision: int, link: str, text: str, /) -> None:
        if not self.silent:
            self._there[node].carried(lesson, revision, link, text)


class Street:
    """Two services on one store; a person goes to the one they are told to."""

    def __init__(self) -> None:
        self.hands = Hands()
        self.store = MemoryStore()
        self.directory = Directory()
        self.nodes: dict[str, LessonService] = {}
        self.ended: set[str] = set()
        self.buses = [Near(name, self.nodes) for name in ("a", "b")]
        for bus in self.buses:
            self.nodes[bus.node] = LessonService(
                store=self.store, directory=self.directory, token_key=KEY, clock=self.hands.clock, bus=bus
            )

    def client(self, participant: str, node: str, role: Role = Role.PUPIL) -> RoomClient:
        async def connect() -> Connection:
            serving = [name for name in self.nodes if name not in self.ended]
            return await connector(self.nodes[node if node in serving else serving[0]])()

        invite = Invite("https://school.example", issue(KEY, claims(participant, role)))
        return RoomClient(invite, kind=EndpointKind.PAGE, media=BOTH, connect=connect)


@asynccontextmanager
async def lesson() -> AsyncIterator[tuple[Street, RoomClient, RoomClient]]:
    """A teacher at node a and a pupil at node b, both in the lesson."""
    street = Street()
    teacher, pupil = street.client("teacher", "a", Role.TEACHER), street.client("pupil", "b")
    async with teacher:
        await until(teacher, Roster)
        async with pupil:
            await until(teacher, Roster)
            teacher.send(Admit(participant="pupil"))
            await until(pupil, ConnectionOpen)
            await until(teacher, ConnectionOpen)
            yield street, teacher, pupil
    for service in list(street.nodes.values()):
        await service.close()


async def lines(client: RoomClient, count: int) -> list[str]:
    return [(await until(client, ChatLine)).text for _ in range(count)]


async def test_both_read_the_same_lines_in_the_same_order() -> None:
    async with lesson() as (_, teacher, pupil):
        for number in range(30):
            (teacher if number % 2 else pupil).send(Chat(text=f"{number}"))
        heard = await asyncio.gather(lines(teacher, 30), lines(pupil, 30))
        assert heard[0] == heard[1]
        assert sorted(heard[0], key=int) == [f"{number}" for number in range(30)]


async def test_a_revision_nobody_was_told_of_is_taken_up_with_the_next_step() -> None:
    async with lesson() as (street, teacher, pupil):
        for bus in street.buses:
            bus.silent = True
        teacher.send(Chat(text="one"))
        assert await lines(teacher, 1) == ["one"]
        pupil.send(Chat(text="two"))
        assert await lines(pupil, 2) == ["one", "two"]


async def test_a_level_crosses_from_node_to_node() -> None:
    async with lesson() as (_, teacher, pupil):
        teacher.send(Levels(peak_dbfs=-12.0))
        assert (await until(pupil, PeerLevels)).peak_dbfs == -12.0


async def test_whoever_is_put_out_from_another_node_hears_why_and_what_came_before() -> None:
    async with lesson() as (street, teacher, pupil):
        street.buses[0].silent = True
        teacher.send(Chat(text="goodbye"))
        await lines(teacher, 1)
        street.buses[0].silent = False
        teacher.send(Remove(participant="pupil"))
        assert await lines(pupil, 1) == ["goodbye"]
        bye = await until(pupil, Bye)
        assert (bye.code, bye.retry) == (ErrorCode.REMOVED, False)


async def test_an_endpoint_that_comes_back_at_another_node_is_held_there_alone() -> None:
    async with lesson() as (street, teacher, pupil):
        assert pupil.welcome is not None
        resume = {"endpoint": pupil.welcome.endpoint, "key": pupil.welcome.resume_key}
        again = street.client("pupil", "a")
        again.session.welcome = pupil.welcome
        async with again:
            assert (await until(again, Welcome)).endpoint == resume["endpoint"]
            bye = await until(pupil, Bye)
            assert (bye.code, bye.retry) == (ErrorCode.REPLACED, False)
            teacher.send(Chat(text="still here"))
            assert await lines(again, 1) == ["still here"]


async def test_a_dead_nodes_people_are_away_for_the_others_until_they_come_back() -> None:
    async with lesson() as (street, teacher, pupil):
        dead = street.nodes.pop("b")
        street.nodes["a"].look_round()
        while (await until(teacher, Roster)).participants[1].endpoints[0].present:
            pass
        await dead.close()
        assert (await until(pupil, Welcome)).resumed
        while not (await until(teacher, Roster)).participants[1].endpoints[0].present:
            pass


async def test_a_node_that_ends_leaves_nobodys_place_empty() -> None:
    async with lesson() as (street, teacher, pupil):
        street.ended.add("b")
        await street.nodes["b"].close()
        assert (await until(pupil, Welcome)).resumed
        teacher.send(Chat(text="seen nothing"))
        heard: list[object] = []
        async for message in teacher:
            heard.append(message)
            if isinstance(message, ChatLine):
                break
        rosters = [message for message in heard if isinstance(message, Roster)]
        assert all(
            endpoint.present for r in rosters for person in r.participants for endpoint in person.endpoints
        )


async def test_a_room_whose_people_are_all_elsewhere_is_let_go() -> None:
    async with lesson() as (street, _, pupil):
        await pupil.leave()
        await street.nodes["b"].settled()
        assert street.nodes["b"].lessons == 0
        assert street.nodes["a"].lessons == 1


def test_a_links_name_says_who_serves_it() -> None:
    assert node_of(link_name("node", 7)) == "node"
    assert node_of("l1") == ""
