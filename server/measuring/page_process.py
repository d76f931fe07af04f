"""The process that measures with one page; see ``rtc.measuring_worker``."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any

from server.errors import PageMeasuringError

ROOT = str(Path(__file__).resolve().parents[2])
ANSWERS_WITHIN_S = 30.0
_MOST_LINE_BYTES = 1 << 20


class PageProcess:
    """Asks one worker, one question at a time.

    Notes
    -----
    One event loop; not thread-safe. Always await `close`.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, **command: object) -> dict[str, Any]:
        """Hand over a command and wait for its answer.

        Raises
        ------
        PageMeasuringError
            It could not be done, or the process is gone.
        """
        async with self._turn:
            process = self._process or await self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                async with asyncio.timeout(ANSWERS_WITHIN_S):
                    process.stdin.write(json.dumps(command).encode() + b"\n")
                    await process.stdin.drain()
                    line = await process.stdout.readline()
            except (TimeoutError, OSError, ValueError) as error:
                raise PageMeasuringError from error
        said = json.loads(line) if line else {"problem": "it ended"}
        if "problem" in said:
            raise PageMeasuringError
        return dict(said)

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> Process:
        paths = [ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rtc.measuring_worker"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            limit=_MOST_LINE_BYTES,
        )
        return self._process
