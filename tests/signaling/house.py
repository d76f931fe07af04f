"""A lesson service with a directory one fills by hand, for tests of the service, its edge and its client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import TypeVar

from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost
from signaling.invite import Invite
from signaling.local import connector, pair
from signaling.messages import (
    Admit,
    Bye,
    ClientMessage,
    ConnectionOpen,
    EndpointKind,
    IceServer,
    LessonInfo,
    Media,
    Role,
    Roster,
    ServerMessage,
    Welcome,
    server_messages,
)
from signaling.ports import Clock, MemoryStore
from signaling.rates import Limits
from signaling.service import LessonService
from signaling.tokens import Claims, issue

M = TypeVar("M")

KEY = "k" * 32
NOW_S = 1_800_000_000
BOTH = Media(audio=True, video=True)


class Directory:
    """Lessons and withdrawn invites, as plain sets."""

    def __init__(self) -> None:
        self.lessons = {"lesson": LessonInfo(id="lesson", instrument="violin", teacher="Anna")}
        self.revoked: set[str] = set()
        self.servers: tuple[IceServer, ...] = ()

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        return self.lessons.get(lesson)

    async def invited(self, lesson: str, invite: str, /) -> tuple[LessonInfo | None, bool]:
        return self.lessons.get(lesson), invite not in self.revoked

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        return self.servers


class Hands:
    """A clock turned by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now_s, lambda: NOW_S + self.now_s)


def claims(participant: str, role: Role = Role.PUPIL, *, expires_s: int = 2 * NOW_S) -> Claims:
    return Claims(
        lesson="lesson",
        participant=participant,
        role=role,
        name=participant.title(),
        invite=f"i-{participant}",
        expires_s=expires_s,
    )


class House:
    """The service and everything around it."""

    def __init__(self, *, limits: Limits | None = None, store: MemoryStore | None = None) -> None:
        self.hands = Hands()
        self.store = store or MemoryStore()
        self.directory = Directory()
        self.limits = limits or Limits()
        self.service = self.start()

    def start(self) -> LessonService:
        self.service = LessonService(
            store=self.store,
            directory=self.directory,
            token_key=KEY,
            clock=self.hands.clock,
            limits=self.limits,
        )
        return self.service

    async def connect(self) -> Connection:
        """Reach whichever service is running now."""
        return await connector(self.service)()

    async def kill(self) -> None:
        """The server dies at this moment: what it has stored so far is all that the next one has."""
        dead, store = self.service, MemoryStore()
        store.rooms = dict(self.store.rooms)
        self.store = store
        self.start()
        await dead.close()

    def invite(self, participant: str, role: Role = Role.PUPIL, *, expires_s: int = 2 * NOW_S) -> Invite:
        return Invite("https://school.example", issue(KEY, claims(participant, role, expires_s=expires_s)))

    def client(
        self,
        participant: str,
        role: Role = Role.PUPIL,
        *,
        kind: EndpointKind = EndpointKind.PAGE,
        media: Media = BOTH,
    ) -> RoomClient:
        return RoomClient(self.invite(participant, role), kind=kind, media=media, connect=self.connect)


async def until(client: RoomClient, kind: type[M]) -> M:
    """The next message of a kind; everything before it is let go."""
    async for message in client:
        if isinstance(message, kind):
            return message
    raise AssertionError(f"the client ended before a {kind.__name__} came")


async def lesson(house: House, teacher: RoomClient, pupil: RoomClient) -> None:
    """Both come, and the pupil is let in."""
    teacher.start()
    await until(teacher, Roster)
    pupil.start()
    await until(pupil, Welcome)
    teacher.send(Admit(participant="pupil"))
    await until(pupil, ConnectionOpen)
    await until(teacher, ConnectionOpen)


class Raw:
    """A client that says exactly what it is told to, over an in-process transport."""

    def __init__(self, house: House, *, capacity: int = 64) -> None:
        self.ours, theirs = pair(capacity)
        self.served = asyncio.create_task(house.service.serve(theirs))

    async def say(self, message: ClientMessage | str) -> None:
        await self.ours.send(message if isinstance(message, str) else message.model_dump_json())

    async def hello(self, invite: Invite, **fields: object) -> None:
        raw = {"type": "hello", "token": invite.token, "endpoint": "page", "media": {"audio": True}, **fields}
        await self.say(json.dumps(raw))

    async def hear(self) -> ServerMessage:
        return server_messages.validate_json(await self.ours.receive())

    async def last(self) -> Bye:
        """Everything until the transport ends; the last of it."""
        heard: list[ServerMessage] = []
        try:
            while True:
                heard.append(await self.hear())
        except ConnectionLost:
            await self.served
        assert isinstance(heard[-1], Bye)
        return heard[-1]
