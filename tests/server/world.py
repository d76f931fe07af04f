"""A server on a data directory of its own, spoken to without sockets, whose clock is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from server.app import create_app
from server.db import Database, upgrade
from server.settings import Settings, load_settings
from server.site import find_site
from server.state import Services, open_services

START_S = 1_800_000_000.0


@dataclass
class Clock:
    at_s: float = START_S

    def __call__(self) -> float:
        return self.at_s


@dataclass
class World:
    services: Services
    client: httpx.AsyncClient
    clock: Clock

    @property
    def host(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.services.host_key}"}

    async def new_lesson(self, **changes: object) -> dict[str, Any]:
        asked = {"teacher": "Anna Lind", "pupil": "Bo Ek", "instrument": "violin"} | changes
        answer = await self.client.post("/api/lessons", json=asked, headers=self.host)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def watched_lesson(self) -> dict[str, Any]:
        """A lesson with a third invite, an observer's."""
        made = await self.new_lesson()
        watch = await self.client.post(
            f"/api/lessons/{made['lesson']['id']}/invites",
            json={"role": "observer", "name": "Olle"},
            headers=self.host,
        )
        made["invites"].append(watch.json())
        return made


def settings_for(folder: Path, **changes: object) -> Settings:
    return load_settings(
        **{"data_dir": folder / "data", "host": "127.0.0.1", "web_root": folder / "web", **changes}
    )


@cache
def _empty() -> bytes:
    """A database of this schema with nothing in it; made once, for Alembic takes longer than most tests."""

    async def make(file: Path) -> None:
        database = Database(f"sqlite+aiosqlite:///{file}")
        await upgrade(database)
        await database.close()

    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside_our_loop:
        file = Path(folder) / "klangbro.db"
        beside_our_loop.submit(asyncio.run, make(file)).result()
        return file.read_bytes()


def lay_out(file: Path) -> None:
    """Put an empty database there, unless there is one."""
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_bytes(_empty())
    file.chmod(0o600)


@asynccontextmanager
async def server(folder: Path, *, clock: Clock | None = None, **changes: object) -> AsyncIterator[World]:
    clock = clock or Clock()
    settings = settings_for(folder, **changes)
    if settings.database_url is None:
        lay_out(settings.data_dir / "klangbro.db")
    async with open_services(settings, find_site(settings, None, ()), now_s=clock) as services:
        app = create_app(settings, services=services)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="https://localhost:8443") as client,
        ):
            yield World(services, client, clock)


def build_pages(folder: Path) -> None:
    (folder / "web" / "assets").mkdir(parents=True)
    (folder / "web" / "index.html").write_text("<!doctype html><title>Klangbro</title>")
    (folder / "web" / "assets" / "index-abc123.js").write_text("export {}")
    (folder / "web" / "favicon.svg").write_text("<svg/>")
