from __future__ import annotations

import asyncio
import json
import queue
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from client.companion.keys import Keys
from client.companion.service import Companion
from client.companion.showing import Shown
from client.native.errors import ClientError
from client.native.options import SessionOptions
from client.native.recording.shelf import default_shelf

ORIGIN = "https://127.0.0.1:9"  # nobody serves there
INVITE = f"{ORIGIN}/join#t=aaa.bbb.ccc"


class Screen(Shown):
    """A desktop without one: what would be seen on it."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: queue.SimpleQueue[str] = queue.SimpleQueue()

    def show(self, code: str, origin: str, port: int) -> None:
        self._codes.put(code)

    async def code(self) -> str:
        """The next one; it is shown in a thread, so the page's answer may come first."""
        return await asyncio.to_thread(self._codes.get, timeout=30)


class House:
    """A companion on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.screen, self.ready = Screen(), asyncio.Event()
        self.companion = Companion(
            SessionOptions("", device="null"),
            Keys(folder / "companion.json"),
            self.screen,
            ports=(0,),
            on_ready=lambda _: self.ready.set(),
        )

    def page(self, origin: str | None = ORIGIN, *, host: str = "127.0.0.1", path: str = "/page") -> connect:
        port = self.companion.port
        return connect(
            f"ws://{host}:{port}{path}",
            host="127.0.0.1",
            port=port,
            origin=origin,  # type: ignore[arg-type]
        )


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made = House(tmp_path)
    running = asyncio.create_task(made.companion.run())
    await made.ready.wait()
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _ask(page: ClientConnection, **said: object) -> dict[str, Any]:
    await page.send(json.dumps(said))
    return await _next(page)


async def _next(page: ClientConnection) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await asyncio.wait_for(page.recv(), 30))
    return answer


async def test_a_page_is_paired_by_the_number_on_the_screen_and_known_the_next_time(house: House) -> None:
    async with house.page() as page:
        assert (await _ask(page, type="hello"))["paired"] is False
        assert (await _ask(page, type="pair"))["type"] == "code"
        paired = await _ask(page, type="confirm", code=await house.screen.code())
    async with house.page() as page:
        assert (await _ask(page, type="hello", key=paired["key"]))["paired"] is True
    async with house.page("https://evil.example") as page:
        assert (await _ask(page, type="hello", key=paired["key"]))["paired"] is False


async def test_a_lesson_that_cannot_be_joined_is_told_to_the_page(house: House) -> None:
    async with house.page() as page:
        await _ask(page, type="pair")
        await _ask(page, type="confirm", code=await house.screen.code())
        assert (await _ask(page, type="join", invite=INVITE))["stage"] == "joining"
        assert (await _next(page))["stage"] == "ended"


@pytest.mark.parametrize("origin", [None, "null", "http://klangbro.example", "file://"])
async def test_only_pages_that_may_use_a_microphone_are_let_in(house: House, origin: str | None) -> None:
    with pytest.raises(InvalidStatus):
        async with house.page(origin):
            pass


async def test_who_comes_by_another_name_or_to_another_place_finds_nothing(house: House) -> None:
    for host, path in (("klangbro.example", "/page"), ("127.0.0.1", "/else"), ("127.0.0.1", "/code/")):
        with pytest.raises(InvalidStatus):
            async with house.page(host=host, path=path):
                pass


@pytest.mark.parametrize("text", ["", "[]", "{", '"hello"', "[" * 5000, '{"type": ["hello"]}'])
async def test_what_is_not_understood_is_refused_and_the_page_stays(house: House, text: str) -> None:
    async with house.page() as page:
        await page.send(text)
        assert (await _next(page))["type"] == "refused"
        assert (await _ask(page, type="hello"))["type"] == "welcome"


async def test_a_second_companion_says_that_there_is_one(house: House, tmp_path: Path) -> None:
    second = Companion(
        SessionOptions("", device="null"),
        Keys(tmp_path / "second.json"),
        Shown(),
        ports=(house.companion.port,),
    )
    with pytest.raises(ClientError, match="free"):
        await second.run()


def test_a_code_is_seen_under_an_address_of_its_own_alone(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Shown(aloud=True)
    assert shown.page("") is None
    shown.show("123456", "https://<b>.example", 1)
    assert "123456" in capsys.readouterr().out
    assert shown.page("guess") is None
    secret = shown._secret
    page = shown.page(secret)
    assert page is not None
    assert "123456" in page
    assert "<b>." not in page
    shown.hide()
    assert shown.page(secret) is None


async def test_what_a_crash_left_is_taken_up_when_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    held = default_shelf().place("no invite at all", "lesson", "take4")
    made = House(tmp_path)
    running = asyncio.create_task(made.companion.run())
    await made.ready.wait()
    sending = made.companion._carrier._delivering._task
    assert sending is not None
    await asyncio.wait_for(asyncio.shield(sending), 30)
    assert not held.folder.exists(), "nobody could ever have it"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
