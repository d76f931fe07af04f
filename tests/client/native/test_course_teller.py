from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from client.native.course import Course, CourseTold, Look
from client.native.course_teller import CourseTeller, tell_course
from signaling.invite import Invite

WELL = Look(both=True, connected=True, late_ms=40.0, missing_pct=0.0)


class Desk:
    """Takes what is told, and answers as it is set to."""

    def __init__(self) -> None:
        self.answer: bool | None = True
        self.told: list[CourseTold] = []

    def __call__(self, told: CourseTold) -> bool | None:
        self.told.append(told)
        return self.answer


class World:
    """A teller, a desk, and a clock that is turned by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.desk = Desk()
        self.teller = CourseTeller(self.desk, now=lambda: self.now_s)

    async def go(self, seconds: int) -> list[int]:
        """Look once a second; return what was told to have been together in that time."""
        before = len(self.desk.told)
        for _ in range(seconds):
            self.now_s += 1.0
            self.teller.look(WELL)
            for task in asyncio.all_tasks():
                if task.get_name() == "course":
                    await task
        return [one["together_s"] for one in self.desk.told[before:]]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    yield World()


async def test_it_is_told_once_it_has_lasted_then_every_minute_and_at_the_end(world: World) -> None:
    assert await world.go(9) == []
    assert await world.go(1) == [9]
    assert await world.go(65) == [60]
    await world.teller.close()
    assert world.desk.told[-1]["together_s"] == 5


async def test_whoever_only_looked_in_was_in_no_lesson(world: World) -> None:
    await world.go(9)
    await world.teller.close()
    assert world.desk.told == []


async def test_what_did_not_arrive_is_told_with_what_follows(world: World) -> None:
    world.desk.answer = None
    assert await world.go(10) == [9]
    world.desk.answer = True
    assert await world.go(60) == [69]


async def test_of_a_lesson_of_which_nothing_is_kept_no_more_is_told(world: World) -> None:
    world.desk.answer = False
    assert await world.go(200) == [9]
    await world.teller.close()
    assert len(world.desk.told) == 1


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.status, self.said = 200, b'{"kept": true}'
        self.heard: list[tuple[str, str | None, CourseTold]] = []


class Answers(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, self.headers["Authorization"], told))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.said)))
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_server_says_whether_more_is_to_be_told(server: Server) -> None:
    invite = Invite(f"http://127.0.0.1:{server.server_port}", "a.b.c")
    told = Course().take()
    assert tell_course(invite, told) is True
    assert server.heard == [("/api/lesson/course", "Bearer a.b.c", told)]
    answers = {
        (200, b'{"kept": false}'): False,
        (200, b"what?"): None,
        (401, b""): False,
        (422, b""): False,
        (429, b""): None,
        (503, b""): None,
    }
    for (server.status, server.said), more in answers.items():
        assert tell_course(invite, told) is more
    server.shutdown()
    server.server_close()
    assert tell_course(invite, told) is None
