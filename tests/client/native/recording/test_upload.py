from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from client.native.recording.shelf import Held, Shelf
from client.native.recording.tape import SOUND, TIMES
from client.native.recording.upload import CHUNK_BYTES, deliver, deliver_all

DATA = bytes(range(256)) * (3 * 4096 + 77)


class Server:
    """Keeps what it is sent as the recordings' API does, and is away for some questions."""

    def __init__(self, *, away: frozenset[int] = frozenset(), status: int | None = None) -> None:
        self.away, self.status, self.asked = away, status, 0
        self.manifest: dict[str, object] = {}
        self.chunks: dict[int, bytes] = {}
        self.sent: list[int] = []
        self.whole = False

    def ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        self.asked += 1
        if self.asked in self.away:
            raise ConnectionResetError
        if self.status is not None:
            return self.status, b""
        last = path.rpartition("/")[2]
        if method == "PUT" and len(last) < 16:
            self.sent.append(int(last))
            self.chunks[int(last)] = body
            return 204, b""
        if method == "PUT":
            self.manifest = json.loads(body)
        else:
            joined = b"".join(self.chunks[n] for n in sorted(self.chunks))
            self.whole = hashlib.sha256(joined).hexdigest() == self.manifest["sha256"]
        return 200, json.dumps({"chunks": sorted(self.chunks), "whole": self.whole}).encode()


def taken(shelf: Shelf, *, stamps: str = "[0, 100.0, 0.001]\n[48000, 101.0, 0.001]\n[9600") -> Held:
    """A take as a killed end leaves it: its last stamp is torn."""
    held = shelf.place("https://localhost/join#t=token", "lesson", "take4")
    (held.folder / SOUND).write_bytes(DATA)
    (held.folder / TIMES).write_text(stamps)
    return held


def test_a_take_is_sent_whole_and_deleted_here(tmp_path: Path) -> None:
    shelf, server = Shelf(tmp_path), Server()
    said: list[str] = []
    held = taken(shelf)
    assert deliver(shelf, held, server.ask, said.append)
    assert server.whole
    assert server.sent == list(range(-(-len(DATA) // CHUNK_BYTES)))
    assert server.manifest["points"] == [[0, 100.0, 0.001], [48000, 101.0, 0.001]]
    assert said[0] == f"Uploading your recording: {len(DATA) / 1e6:.1f} MB."
    assert shelf.all() == []


@pytest.mark.parametrize("cut", range(1, 7))
def test_an_upload_that_is_cut_anywhere_goes_on_and_sends_nothing_twice(tmp_path: Path, cut: int) -> None:
    shelf, server = Shelf(tmp_path), Server(away=frozenset({cut}))
    held = taken(shelf)
    assert not deliver(shelf, held, server.ask, lambda text: None)
    assert shelf.all() == [held]
    assert deliver(shelf, held, server.ask, lambda text: None)
    assert server.whole
    assert len(server.sent) == len(set(server.sent))
    assert shelf.all() == []


@pytest.mark.parametrize(("status", "stays"), [(404, False), (401, False), (409, True), (503, True)])
def test_what_the_server_takes_no_more_is_deleted_and_what_it_takes_later_stays(
    tmp_path: Path, status: int, stays: bool
) -> None:
    shelf = Shelf(tmp_path)
    held = taken(shelf)
    assert deliver(shelf, held, Server(status=status).ask, lambda text: None) is not stays
    assert (shelf.all() == [held]) is stays


def test_a_server_that_asks_for_patience_is_asked_again_after_a_pause(tmp_path: Path) -> None:
    shelf, server = Shelf(tmp_path), Server()
    pauses: list[float] = []
    busy = iter([(429, b"")])

    def ask(method: str, path: str, body: bytes) -> tuple[int, bytes]:
        return next(busy, None) or server.ask(method, path, body)

    assert deliver(shelf, taken(shelf), ask, lambda text: None, pauses.append)
    assert server.whole
    assert pauses == [1.0]


def test_what_has_no_place_in_the_lesson_is_not_sent(tmp_path: Path) -> None:
    shelf, server = Shelf(tmp_path), Server()
    assert deliver(shelf, taken(shelf, stamps=""), server.ask, lambda text: None)
    assert server.asked == 0
    assert shelf.all() == []


def test_a_take_of_an_end_that_was_started_anew_lies_beside_the_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second = taken(shelf), taken(shelf)
    assert first.folder != second.folder
    assert {held.folder for held in shelf.all()} == {first.folder, second.folder}


def test_what_nobody_can_make_sense_of_is_deleted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "lesson.take4.1").mkdir()
    held = shelf.place("no invite", "lesson", "take5")
    assert shelf.all() == [held]
    assert deliver_all(shelf, lambda text: None)
    assert list(tmp_path.iterdir()) == []
