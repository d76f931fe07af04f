"""A real `klangbro serve`, as a process that a test may kill and start again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[3]
START_S = 90.0  # a machine that does other things besides


def free_port() -> int:
    """A port of loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server on one data directory; `start`, `kill` and `start` again."""

    def __init__(self, data_dir: Path, *, namespace: str | None = None, host: str = "0.0.0.0") -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.said: dict[str, Any] = {}
        self._host = host
        self._before = ["ip", "netns", "exec", namespace] if namespace else []
        self._process: Process | None = None

    async def start(self, *options: str) -> None:
        """Start it and wait until it says that it serves."""
        self._process = await asyncio.create_subprocess_exec(
            *self._before,
            sys.executable,
            "-m",
            "klangbro",
            "serve",
            "--host",
            self._host,
            "--port",
            str(self.port),
            "--data-dir",
            str(self.data_dir),
            "--json",
            *options,
            cwd=ROOT,
            stdout=PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), START_S)
        said = json.loads(line)
        self.said = said if said.get("lesson") else {**self.said, **said, "invites": self.said.get("invites")}

    @property
    def origin(self) -> str:
        """Where a browser on this machine finds it."""
        return f"https://localhost:{self.port}"

    def invite(self, role: str, *, host: str = "localhost") -> str:
        """The first lesson's invite of that role, for a browser that finds the server at ``host``."""
        url = next(i["url"] for i in self.said["invites"] if i["role"] == role)
        path = str(url).split("/join", 1)[1]
        return f"https://{host}:{self.port}/join{path}"

    async def new_lesson(self, **fields: str) -> dict[str, Any]:
        """Make another lesson by the API, as its host."""
        return dict((await self._host_asks("POST", "/api/lessons", json=fields)).json())

    async def withdraw(self, invite: str) -> None:
        """Revoke an invite by the API, as its lesson's host."""
        await self._host_asks("DELETE", f"/api/invites/{invite}")

    async def _host_asks(self, method: str, path: str, **said: Any) -> httpx.Response:
        key = str(self.said["new_lesson"]).split("#k=", 1)[1]
        async with httpx.AsyncClient(verify=False) as client:
            answer = await client.request(
                method, f"{self.origin}{path}", headers={"Authorization": f"Bearer {key}"}, **said
            )
            return answer.raise_for_status()

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as its host would."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        await asyncio.wait_for(process.wait(), 20)


@asynccontextmanager
async def serving(data_dir: Path, *options: str, namespace: str | None = None) -> AsyncIterator[Server]:
    """A started server that is gone afterwards."""
    server = Server(data_dir, namespace=namespace)
    try:
        await server.start(*options)
        yield server
    finally:
        await server.kill()
