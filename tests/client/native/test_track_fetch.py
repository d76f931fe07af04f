from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from client.native.track_fetch import TrackGone, fetch_sound
from rtc.track_audio import render
from signaling.invite import Invite
from tests.rtc.test_track_audio import write

VARIANT = ("abc", 80, -3)
ADDRESS = "/api/lesson/tracks/abc/80/-3"


class Server(ThreadingHTTPServer):
    """Says twice that it is at work, then that it is done."""

    sound = b""
    left = 2

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[str] = []


class Answers(BaseHTTPRequestHandler):
    server: Server

    def do_PUT(self) -> None:
        self.server.left -= 1
        self._give(b'{"done": %d}' % (self.server.left <= 0))

    def do_GET(self) -> None:
        self._give(self.server.sound)

    def _give(self, body: bytes) -> None:
        known = self.path == ADDRESS and self.headers["Authorization"] == "Bearer a.b.c"
        self.server.asked.append(self.command)
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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


def invite(server: Server) -> Invite:
    return Invite(f"http://127.0.0.1:{server.server_port}", "a.b.c")


def test_it_is_asked_for_until_it_is_made_then_fetched_and_decoded(server: Server, tmp_path: Path) -> None:
    to = tmp_path / "b.ogg"
    render(write(tmp_path / "a.wav", seconds=1.0), "wav", to, tempo_percent=100, key=0, seconds=1.0,
           on_done=lambda share: None)  # fmt: skip
    server.sound = to.read_bytes()
    assert fetch_sound(invite(server), VARIANT).shape == (48_000, 2)
    assert server.asked == ["PUT", "PUT", "GET"]


def test_where_it_cannot_be_had_there_is_a_sentence_for_its_person(server: Server) -> None:
    with pytest.raises(TrackGone, match="Start it once more"):
        fetch_sound(invite(server), ("other", 100, 0))
    server.sound = b"no track"
    with pytest.raises(TrackGone, match="cannot be played"):
        fetch_sound(invite(server), VARIANT)
    server.shutdown()
    server.server_close()
    with pytest.raises(TrackGone):
        fetch_sound(invite(server), VARIANT)
