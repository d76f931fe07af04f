"""A visit: a teacher, a pupil and a stranger in one browser, before one server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    WebSocketRoute,
)

from benchmarks.pages.chromium import FLAGS, SPARING, chromium_path
from tests.e2e.harness.knocker import here
from tests.e2e.harness.server import Server
from tests.e2e.harness.sound import microphones

SIZE: ViewportSize = {"width": 1366, "height": 768}


@dataclass
class Visit:
    """A teacher, a pupil and a stranger, each with a browser profile of their own, in one browser."""

    server: Server
    teacher: Page
    pupil: Page
    solo: Page
    scratch: Path
    #: What the server says to the stranger instead of a welcome; the server itself where None.
    bye: str | None = None
    #: Whether cameras stay on through the lesson; without, two cores have time for other things.
    pictures: bool = False
    #: The lesson's two invites.
    teacher_invite: str = ""
    pupil_invite: str = ""

    @property
    def pages(self) -> tuple[Page, Page, Page]:
        return self.teacher, self.pupil, self.solo


@asynccontextmanager
async def visiting(
    playwright: Playwright,
    server: Server,
    scratch: Path,
    *,
    locale: str = "en",
    size: ViewportSize | None = None,
    flags: tuple[str, ...] = (SPARING,),
) -> AsyncIterator[Visit]:
    """One browser, three profiles."""
    violin, _ = microphones(scratch, seconds=6.0)["violin"]
    heard = f"--use-file-for-fake-audio-capture={violin}"
    made = await server.new_lesson(teacher="Anna Lind", pupil="Bo Ek", instrument="violin")
    invites = {invite["role"]: here(server, invite["url"]) for invite in made["invites"]}
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *flags, heard])
    try:
        teacher, pupil, solo = [
            await (await _context(browser, locale, size or SIZE)).new_page() for _ in range(3)
        ]
        visit = Visit(server, teacher, pupil, solo, scratch)
        visit.teacher_invite, visit.pupil_invite = invites["teacher"], invites["pupil"]
        await visit.solo.route_web_socket("**/ws", lambda route: _answer(visit, route))
        yield visit
    finally:
        await browser.close()


async def _context(browser: Browser, locale: str, size: ViewportSize) -> BrowserContext:
    return await browser.new_context(
        ignore_https_errors=True,
        locale=locale,
        viewport=size,
        permissions=["microphone", "camera", "clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )


def _answer(visit: Visit, route: WebSocketRoute) -> None:
    if visit.bye is None:
        route.connect_to_server()
        return
    said = {"type": "bye", "code": visit.bye, "text": "", "retry": False}
    route.on_message(lambda _: route.send(json.dumps(said)))
