"""A lesson service within the process, and invites to its one lesson."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from client.native.session import Session
from client.native.status import Status
from signaling.invite import build
from signaling.messages import IceServer, LessonInfo, Role
from signaling.ports import MemoryStore
from signaling.service import LessonService
from signaling.tokens import Claims, issue

_KEY = "a key that is long enough for tests only"


class OneLesson:
    """A directory with one lesson, whose invites all hold but those withdrawn."""

    def __init__(self) -> None:
        self.withdrawn: set[str] = set()

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        return LessonInfo(id=lesson, instrument="violin", teacher="Anna") if lesson == "l1" else None

    async def invited(self, lesson: str, invite: str, /) -> tuple[LessonInfo | None, bool]:
        return await self.lesson(lesson), invite not in self.withdrawn

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        return ()


def service(directory: OneLesson | None = None) -> LessonService:
    return LessonService(store=MemoryStore(), directory=directory or OneLesson(), token_key=_KEY)


def invite(name: str, role: Role, *, lesson: str = "l1", lasts_s: int = 600) -> str:
    claims = Claims(
        lesson=lesson,
        participant=name.lower(),
        role=role,
        name=name,
        invite=f"i-{name.lower()}",
        expires_s=int(time.time()) + lasts_s,
    )
    return build("https://lesson.example", issue(_KEY, claims))


class Watch:
    """Takes a session's statuses and wakes whoever waits for one of a kind."""

    def __init__(self) -> None:
        self.last: Status | None = None
        self._waiting: list[tuple[Callable[[Status], bool], asyncio.Future[Status]]] = []

    def __call__(self, status: Status) -> None:
        self.last = status
        for wanted, future in self._waiting:
            if not future.done() and wanted(status):
                future.set_result(status)

    async def until(self, wanted: Callable[[Status], bool], *, within_s: float = 60.0) -> Status:
        """The first status from now on that is as wanted."""
        future: asyncio.Future[Status] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, future))
        async with asyncio.timeout(within_s):
            return await future


def hears(status: Status) -> bool:
    """Whether a far end is heard, and it is known how late."""
    return any(far.state == "up" and far.mouth_to_ear_ms is not None for far in status.far)


async def finish(*running: tuple[asyncio.Event, asyncio.Task[object]]) -> None:
    """Stop sessions and wait for them."""
    for stop, _ in running:
        stop.set()
    await asyncio.gather(*(task for _, task in running))


__all__ = ["OneLesson", "Session", "Watch", "finish", "hears", "invite", "service"]
