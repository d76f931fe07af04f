"""A room's question for permissions to record, brought to whoever knows them, and the answer back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine

from signaling.ports import Warden
from signaling.state import RoomState

log = logging.getLogger(__name__)

Answer = Callable[[int, Collection[str]], None]
Ended = Callable[[Collection[str]], None]


class Asking:
    """Follows one room's `Tape` after each of its steps that was stored.

    Parameters
    ----------
    answer : Callable[[int, Collection[str]], None]
        Given the question's number and who lacks permission.
    ended : Callable[[Collection[str]], None]
        Given who has no permission any more, of those who are recorded on another node's word.
    """

    def __init__(self, lesson: str, warden: Warden, answer: Answer, ended: Ended) -> None:
        self._lesson, self._warden, self._answer, self._ended = lesson, warden, answer, ended
        self._asked = 0
        self._take = ""
        self._relies = False
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self, state: RoomState) -> None:
        """Ask what has not been asked; say what has begun and what is over."""
        tape = state.tape
        if tape.state == "asking" and tape.ask != self._asked:
            self._asked, self._relies = tape.ask, True
            self._begin(self._ask(tape.ask, tuple(tape.asked)))
        take = tape.take
        if take is not None and not self._relies:
            # Another node asked, and may die: whoever has the lesson hears of permissions that end.
            self._relies = True
            self._begin(self._look_after(tuple(tape.asked)))
        if take is not None and take.id != self._take:
            self._take = take.id
            if tape.ask == self._asked:  # where it was asked: not once more on every node
                self._warden.running(self._lesson, take.id, tape.by, tuple(take.recorded))
        if tape.state == "off":
            self.close()

    def close(self) -> None:
        """Rely on nothing any more."""
        for task in self._tasks:
            task.cancel()
        if self._relies:
            self._relies = False
            self._warden.over(self._lesson)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, ask: int, people: tuple[str, ...]) -> None:
        self._answer(ask, await self._lacking(people))

    async def _look_after(self, people: tuple[str, ...]) -> None:
        lacking = await self._lacking(people)
        if lacking:
            self._ended(lacking)

    async def _lacking(self, people: tuple[str, ...]) -> Collection[str]:
        try:
            return await self._warden.lacking(self._lesson, people)
        except Exception as error:  # of the database, whichever it is: without an answer nobody has permitted
            log.error("permissions not looked up: %s", type(error).__name__)
            return people
