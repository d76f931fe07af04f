"""One server and one browser for a whole file of tests; each test has a lesson of its own in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.pages.chromium import FLAGS, SPARING, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.browser import TAP
from tests.e2e.harness.knocker import here
from tests.e2e.harness.server import Server, serving

Pair = tuple[Page, Page]


@dataclass
class House:
    """What costs time to start, started once."""

    server: Server
    browser: Browser
    scripts: tuple[str, ...] = (TAP,)

    @asynccontextmanager
    async def lesson(self) -> AsyncIterator[Pair]:
        """Teacher and pupil in a lesson of their own, each with a profile that is gone afterwards."""
        made = await self.server.new_lesson(teacher="Anna Lind", pupil="Bo Ek", instrument="violin")
        invites = {invite["role"]: here(self.server, invite["url"]) for invite in made["invites"]}
        async with AsyncExitStack() as stack:
            teacher, pupil = [await self._page(stack) for _ in range(2)]
            await people.meet(teacher, pupil, (invites["teacher"], invites["pupil"]))
            yield teacher, pupil

    async def _page(self, stack: AsyncExitStack) -> Page:
        context = await self.browser.new_context(
            ignore_https_errors=True,
            locale="en",
            viewport={"width": 1366, "height": 768},
            permissions=["microphone", "camera"],
        )
        stack.push_async_callback(context.close)
        for script in self.scripts:
            await context.add_init_script(script)
        return await context.new_page()


@asynccontextmanager
async def house(folder: Path, *, microphone: Path, scripts: Sequence[str] = ()) -> AsyncIterator[House]:
    """A house whose microphones all hear ``microphone``; ``scripts`` run in every page before its own."""
    arguments = [*FLAGS, SPARING, f"--use-file-for-fake-audio-capture={microphone}"]
    async with async_playwright() as playwright, serving(folder / "data") as server:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        try:
            yield House(server, browser, (TAP, *scripts))
        finally:
            await browser.close()
