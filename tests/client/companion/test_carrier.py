from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable

from client.companion.carrier import Carrier, Stage
from client.native.options import SessionOptions
from client.native.session import Session
from signaling.local import connector
from signaling.messages import EndpointKind, Role
from signaling.service import LessonService
from tests.client.native.rooms import Watch, hears, invite, service


class Told:
    """What a page is told, and a wait for it."""

    def __init__(self) -> None:
        self.stages: list[tuple[Stage, str]] = []
        self._news = asyncio.Event()

    def __call__(self, stage: Stage, text: str) -> None:
        self.stages.append((stage, text))
        self._news.set()

    async def until(self, stage: Stage) -> None:
        async with asyncio.timeout(60):
            while stage not in [one for one, _ in self.stages]:
                self._news.clear()
                await self._news.wait()


def _carrier(lessons: LessonService, told: Told, device: str = "tone:440") -> Carrier:
    options = SessionOptions("", device=device, block_frames=480, loopback=True)
    return Carrier(options, told, connect=connector(lessons))


async def test_it_is_silent_to_the_ear_until_the_page_is_and_stays_through_a_reload() -> None:
    async with service() as lessons:
        told, watch, stop = Told(), Watch(), asyncio.Event()
        pupil = Session(
            SessionOptions(
                invite("Bo", Role.PUPIL), device="tone:330", block_frames=480, loopback=True,
                kind=EndpointKind.PAGE,
            ),
            on_status=watch,
            connect=connector(lessons),
        )  # fmt: skip
        staying = asyncio.create_task(pupil.run(stop))
        carrier, mine = _carrier(lessons, told), invite("Anna", Role.TEACHER)
        await carrier.join(mine, muted=False)
        await told.until("ready")  # alone: Bo has not been let in
        session = carrier._session
        assert session is not None
        session.admit()
        await watch.until(hears)
        assert session.engine.heard_from_s == math.inf
        carrier.go(at_s=100.0)
        carrier.go(at_s=200.0)
        assert session.engine.heard_from_s == 100.0  # heard since then: no second beginning
        told.stages.clear()
        await carrier.join(mine, muted=True)
        assert told.stages == [("carrying", "")]
        assert carrier._session is session
        assert session.engine.muted
        await carrier.leave()
        stop.set()
        await staying
    assert told.stages == [("carrying", "")]  # whoever asks it to leave need not be told


async def test_who_waits_at_the_door_is_told_so_and_an_invite_that_is_none_ends_it() -> None:
    async with service() as lessons:
        told = Told()
        carrier = _carrier(lessons, told, device="null")
        await carrier.join(invite("Bo", Role.PUPIL), muted=False)
        await told.until("waiting")
        told.stages.clear()
        await carrier.join("https://lesson.example/", muted=False)
        assert [stage for stage, _ in told.stages] == ["joining", "ended"]
        assert "no invite" in told.stages[-1][1]
        await carrier.leave()


async def test_when_a_lesson_ends_its_recordings_go_out_and_the_next_lesson_goes_before_them() -> None:
    async with service() as lessons:
        told, begun, ended = Told(), threading.Event(), threading.Event()

        def deliver(wanted: Callable[[], bool]) -> None:
            begun.set()
            while wanted():
                ended.wait(0.01)
            ended.set()

        options = SessionOptions("", device="null", block_frames=480, loopback=True)
        carrier = Carrier(options, told, connect=connector(lessons), deliver=deliver)
        await carrier.join(invite("Bo", Role.PUPIL), muted=False)
        await told.until("waiting")
        assert not begun.is_set(), "nothing goes out beside a lesson"
        await carrier.leave()
        assert await asyncio.to_thread(begun.wait, 30)
        assert not ended.is_set()
        told.stages.clear()
        await carrier.join(invite("Bo", Role.PUPIL), muted=False)
        assert ended.is_set()
        await told.until("waiting")
        await carrier.leave()


async def test_what_an_earlier_run_left_goes_out_at_the_start_and_a_lesson_goes_before_it() -> None:
    async with service() as lessons:
        told, begun, ended = Told(), threading.Event(), threading.Event()

        def deliver(wanted: Callable[[], bool]) -> None:
            begun.set()
            while wanted():
                ended.wait(0.01)
            ended.set()

        options = SessionOptions("", device="null", block_frames=480, loopback=True)
        carrier = Carrier(options, told, connect=connector(lessons), deliver=deliver)
        carrier.send_leftovers()
        assert await asyncio.to_thread(begun.wait, 30)
        await carrier.join(invite("Bo", Role.PUPIL), muted=False)
        assert ended.is_set()
        begun.clear()
        carrier.send_leftovers()
        await told.until("waiting")
        assert not begun.is_set(), "nothing goes out beside a lesson"
        await carrier.leave()
