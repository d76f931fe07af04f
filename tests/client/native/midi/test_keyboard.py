"""Two ends in one process: what is pressed at one is played at the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from client.native.lesson_time import Leader
from client.native.midi.keyboard import Keyboard
from client.native.midi.player import KeyPlayer
from dsp.lesson_clock import LessonClock
from signaling.messages import EndpointKind

TEACHER = Leader("teacher", EndpointKind.COMPANION)
ON, OFF = bytes([0x90, 60, 80]), bytes([0x80, 60, 64])


class Piano:
    """Keys that are pressed by a test, and what it was given to play."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.closed = 0
        self.tell: Callable[[Sequence[int], float], None] = lambda _message, _at_s: None
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def play(self, event: bytes) -> None:
        self.played.append(event)
        self._loop.call_soon_threadsafe(self._news.set)

    def close(self) -> None:
        self.closed += 1

    def press(self, *message: int) -> None:
        self.tell(message, time.monotonic())

    async def until(self, count: int) -> list[bytes]:
        async with asyncio.timeout(10.0):
            while len(self.played) < count:
                self._news.clear()
                await self._news.wait()
        return self.played


def keyboard(piano: Piano, *, keys: bool, sounds: bool) -> Keyboard:
    clock = LessonClock(origin_s=1000.0)
    clock.lead(now_s=time.monotonic())

    def listen(name: str, tell: Callable[[Sequence[int], float], None]) -> Piano:
        piano.tell = tell
        return piano

    return Keyboard(
        clock,
        "piano" if keys else None,
        "piano" if sounds else None,
        open_keys=listen,
        open_sounds=lambda _: KeyPlayer(piano),
    )


@asynccontextmanager
async def running(*keyboards: Keyboard) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in keyboards]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_what_is_pressed_is_played_once_over_two_connections_and_what_is_down_is_let_go() -> None:
    here, there = Piano(), Piano()
    teacher, pupil = keyboard(here, keys=True, sounds=False), keyboard(there, keys=False, sounds=True)

    def way(message: Mapping[str, object]) -> None:
        pupil.take(TEACHER, dict(message), arrival_s=time.monotonic())

    def other_way(message: Mapping[str, object]) -> None:
        way(message)

    teacher.join(way)
    teacher.join(other_way)
    async with running(pupil):
        async with running(teacher):
            here.press(*ON)
            here.press(*OFF)
            here.press(0xC0, 5)
            here.press(0x90, 64, 80)
            assert await there.until(3) == [ON, OFF, bytes([0x90, 64, 80])]
            assert pupil.delay_ms is not None
            told: list[str] = []
            for _ in range(2):
                teacher.tell(told.append)
                pupil.tell(told.append)
            assert told == [f"The other's keys sound here {pupil.delay_ms:.0f} ms after they are pressed."]
        # It has ended with a key down: that was said before its port was closed.
        assert (await there.until(4))[3:] == [bytes([0x80, 64, 0])]
        assert here.closed == 1
    assert there.closed == 1


async def test_the_hearing_end_lets_go_of_what_is_down_when_it_ends() -> None:
    here, there = Piano(), Piano()
    teacher, pupil = keyboard(here, keys=True, sounds=False), keyboard(there, keys=False, sounds=True)
    teacher.join(lambda message: pupil.take(TEACHER, message, arrival_s=time.monotonic()))
    async with running(teacher):
        async with running(pupil):
            here.press(*ON)
            await there.until(1)
        assert there.played == [ON, bytes([0x80, 60, 0])]


async def test_a_connection_that_is_left_hears_no_more() -> None:
    here = Piano()
    teacher = keyboard(here, keys=True, sounds=False)
    said: list[Mapping[str, object]] = []
    way = said.append
    teacher.join(way)
    teacher.leave(way)
    teacher.leave(way)
    async with running(teacher):
        here.press(*ON)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert said == []
