"""The process that measures with a page: ``python -m rtc.measuring_worker``.

SCTP in Python costs a large part of a core at a profile's packet rates: no lesson's event loop may carry it,
and no other work may make what is measured late. Commands and answers are JSON objects, one a line, on
standard input and output; it ends when its input does.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from dataclasses import asdict
from typing import Any, TextIO

from .config import IceServerConfig
from .errors import RtcError
from .measuring_end import MeasuringEnd


class Worker:
    """Does what it is told, one thing after the other."""

    def __init__(self) -> None:
        self._end: MeasuringEnd | None = None

    async def do(self, command: dict[str, Any]) -> dict[str, object]:
        """Answer one command; ``problem`` says why nothing came of it."""
        try:
            if command["do"] == "answer":
                return await self._answer(command)
            if self._end is None:
                return {"problem": "nobody has been answered"}
            return self._start(self._end, command) if command["do"] == "start" else _judge(self._end, command)
        except (RtcError, KeyError, TypeError, ValueError) as error:
            return {"problem": f"{type(error).__name__}: {error}"}

    async def close(self) -> None:
        """Disconnect."""
        if self._end is not None:
            await self._end.close()

    async def _answer(self, command: dict[str, Any]) -> dict[str, object]:
        servers = [
            IceServerConfig(tuple(one["urls"]), one.get("username"), one.get("credential"))
            for one in command["ice_servers"]
        ]
        await self.close()
        self._end = MeasuringEnd(ice_servers=servers)
        return {"sdp": await self._end.answer(command["sdp"], command["candidates"])}

    def _start(self, end: MeasuringEnd, command: dict[str, Any]) -> dict[str, object]:
        number, run = end.start(command["profile"], command["seconds"])
        chosen = run.chosen
        return {"run": number, "interval_us": chosen.interval_us, "size": chosen.size, "count": run.count}


def _judge(end: MeasuringEnd, command: dict[str, Any]) -> dict[str, object]:
    sent = {number: round(1e6 * at_ms) for number, at_ms in enumerate(command["sent_ms"])}
    came = [(int(number), round(1e6 * at_ms)) for number, at_ms in command["came"]]
    found = asdict(end.found(command["run"], sent, came))
    return {"found": found, "relayed": end.relayed, "late_ms": end.late_ms(command["run"], sent)}


def _read(lines: TextIO, loop: asyncio.AbstractEventLoop, take: asyncio.Queue[str | None]) -> None:
    for line in lines:
        loop.call_soon_threadsafe(take.put_nowait, line)
    loop.call_soon_threadsafe(take.put_nowait, None)


async def main() -> None:
    """Serve until the input ends."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    reading = (sys.stdin, asyncio.get_running_loop(), lines)
    threading.Thread(target=_read, args=reading, daemon=True).start()
    worker = Worker()
    try:
        while (line := await lines.get()) is not None:
            sys.stdout.write(json.dumps(await worker.do(json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        await worker.close()


if __name__ == "__main__":
    asyncio.run(main())
