"""`klangbro join` as a person starts it, with its JSON read line by line."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.e2e.harness.server import ROOT

PATIENCE_S = 60.0
Said = dict[str, Any]


class Native:
    """One native end; `until` reads on to the line one waits for."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.last: Said = {}

    async def until(self, holds: Callable[[Said], bool], *, patience_s: float = PATIENCE_S) -> Said:
        """Read its lines until one holds; that line.

        Raises
        ------
        TimeoutError, EOFError
        """
        assert self._process.stdout is not None
        async with asyncio.timeout(patience_s):
            while line := await self._process.stdout.readline():
                self.last = json.loads(line)
                if holds(self.last):
                    return self.last
        raise EOFError(f"it ended; the last it said: {self.last}")

    async def hears(self) -> Said:
        """Wait until sound comes from the far end."""
        return await self.until(lambda said: any(far["state"] == "up" for far in said.get("far", ())))

    async def leave(self) -> Said:
        """Ctrl-C; its report."""
        self._process.send_signal(signal.SIGINT)
        return await self.until(lambda said: said.get("type") == "report")

    async def end(self) -> None:
        """Be gone, whatever state it is in."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def joined(invite: str, *options: str, namespace: str | None = None) -> AsyncIterator[Native]:
    """A native end that has been started, and is gone afterwards."""
    before = ["ip", "netns", "exec", namespace] if namespace else []
    process = await asyncio.create_subprocess_exec(
        *before, sys.executable, "-m", "klangbro", "join", invite, "--json", *options,
        cwd=ROOT, stdin=DEVNULL, stdout=PIPE, limit=1 << 20,
    )  # fmt: skip
    native = Native(process)
    try:
        yield native
    finally:
        await native.end()
