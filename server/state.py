"""What the running server holds: opened once, handed to the endpoints, closed once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from signaling.ports import Clock
from signaling.service import LessonService
from starlette.requests import HTTPConnection

from server.data_dir import make_data_dir
from server.db import Database, upgrade
from server.keys import host_key, token_key
from server.lessons.service import Lessons
from server.rooms import DatabaseRoomStore, Directory, Revocations
from server.settings import Settings
from server.site import Site


@dataclass(frozen=True)
class Services:
    """Everything an endpoint may use. ``now_s`` is seconds since 1970."""

    settings: Settings
    site: Site
    host_key: str
    token_key: bytes
    database: Database
    lessons: Lessons
    rooms: LessonService
    revocations: Revocations
    now_s: Callable[[], float]


@asynccontextmanager
async def open_services(
    settings: Settings, site: Site, *, now_s: Callable[[], float] = time.time
) -> AsyncIterator[Services]:
    """Open the database (bringing it up to date) and everything that stands on it.

    Raises
    ------
    DatabaseUnavailableError, DatabaseNewerError, SettingsInvalidError
    """
    make_data_dir(settings.data_dir)
    database = Database(settings.database)
    try:
        await upgrade(database)
        async with database.write() as connection:
            key = await token_key(connection, now_s())
        directory = Directory(database, settings.ice_servers)
        store = DatabaseRoomStore(database, now_s=now_s)
        clock = Clock(wall_s=now_s)
        async with LessonService(store=store, directory=directory, token_key=key, clock=clock) as rooms:
            yield Services(
                settings=settings,
                site=site,
                host_key=host_key(settings.data_dir),
                token_key=key,
                database=database,
                lessons=Lessons(database, key, site, now_s),
                rooms=rooms,
                revocations=Revocations(database, rooms, now_s),
                now_s=now_s,
            )
    finally:
        await database.close()


def _services(connection: HTTPConnection) -> Services:
    services = connection.app.state.services
    assert isinstance(services, Services)
    return services


ServicesOf = Annotated[Services, Depends(_services)]
