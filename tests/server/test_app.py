from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from server.app import create_app
from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost
from signaling.local import connector
from signaling.messages import Admission, Admit, Chat, ChatLine, EndpointKind, Roster, ServerMessage, Welcome
from tests.server.world import World, server, settings_for


class Road:
    """Leads to whichever server runs now, or nowhere."""

    def __init__(self) -> None:
        self.world: World | None = None

    async def __call__(self) -> Connection:
        if self.world is None:
            raise ConnectionLost
        return await connector(self.world.services.rooms)()

    @contextlib.asynccontextmanager
    async def server(self, folder: Path) -> AsyncIterator[World]:
        async with server(folder) as world:
            self.world = world
            try:
                yield world
            finally:
                self.world = None


async def until(client: RoomClient, found: type[ServerMessage], **fields: object) -> ServerMessage:
    async with asyncio.timeout(20):
        async for message in client:
            if isinstance(message, found) and all(getattr(message, k) == v for k, v in fields.items()):
                return message
    raise AssertionError(f"the room ended without {found.__name__}")


async def roster_of(client: RoomClient, people: int) -> Roster:
    while True:
        message = await until(client, Roster)
        assert isinstance(message, Roster)
        if len(message.participants) == people:
            return message


async def test_a_server_that_was_stopped_has_the_same_lesson_when_it_is_back(tmp_path: Path) -> None:
    road = Road()
    async with contextlib.AsyncExitStack() as people:
        async with road.server(tmp_path) as world:
            made = await world.new_lesson()
            teacher, pupil = [
                await people.enter_async_context(
                    RoomClient(invite["url"], kind=EndpointKind.PAGE, connect=road)
                )
                for invite in made["invites"]
            ]
            waiting = await roster_of(teacher, 2)
            bo = next(person for person in waiting.participants if person.name == "Bo Ek")
            assert bo.admission is Admission.WAITING
            teacher.send(Admit(participant=bo.id))
            await roster_of(pupil, 2)
            before = (teacher.welcome, pupil.welcome)
        pupil.send(Chat(text="sent while the server was away"))
        async with road.server(tmp_path):
            line = await until(teacher, ChatLine)
            after = (teacher.welcome, pupil.welcome)
    assert isinstance(line, ChatLine)
    assert line.text == "sent while the server was away"
    for old, new in zip(before, after, strict=True):
        assert isinstance(old, Welcome)
        assert isinstance(new, Welcome)
        assert new.resumed
        assert (new.participant, new.endpoint) == (old.participant, old.endpoint)


async def test_the_app_opens_and_closes_what_it_stands_on_by_itself(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    async with app.router.lifespan_context(app):
        assert app.state.services.site.fingerprint is not None
        assert (tmp_path / "data" / "certificate.pem").exists()
    assert (tmp_path / "data" / "klangbro.db").exists()
