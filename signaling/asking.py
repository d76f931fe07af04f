"""A room's question for permissions to record, brought to whoever knows them, and the answer back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from signaling.ports import Warden
from signaling.state import RoomState

log = logging.getLogger(__name__)

Answer = Callable[[int, Collection[str]], None]


class Asking:
    """Follows one room's `Tape` after each of its steps that was stored.

    Parameters
    ----------
    answer : Callable[[int, Collection[str]], None]
        Given the question's number and who lacks permission.
    """

    def __init__(self, lesson: str, warden: Warden, answer: Answer) -> None:
        self._lesson, self._warden, self._answer = lesson, warden, answer
        self._asked = 0
        self._take = ""
        self._relies = False
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self, state: RoomState) -> None:
        """Ask what has not been asked; say what has begun and what is over."""
        tape = state.tape
        if tape.state == "asking" and tape.ask != self._asked:
            self._asked, self._relies = tape.ask, True
            task = asyncio.create_task(self._ask(tape.ask, tuple(tape.asked)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        take = tape.take
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

    async def _ask(self, ask: int, people: tuple[str, ...]) -> None:
        lacking: Collection[str]
        try:
            lacking = await self._warden.lacking(self._lesson, people)
        except Exception as error:  # of the database, whichever it is: without an answer nobody has permitted
            log.error("permissions not looked up: %s", type(error).__name__)
            lacking = people
        self._answer(ask, lacking)
