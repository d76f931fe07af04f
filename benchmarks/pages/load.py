"""``klangbro bench page-load``: how soon a page answers, on a slow machine and a slow network."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.frame import Run
from benchmarks.pages.speed import PATIENCE_MS, chromium, interactive_ms, new_page, slow_down
from benchmarks.processes import ServerPart
from benchmarks.registry import bench

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROUNDS, QUICK_ROUNDS = 9, 3
_QUIET_MS = 1500


@bench("page-load")
def page_load(run: Run) -> None:
    """Time the join page and the lesson page at a quarter of the processor and 1.6 Mbit/s, uncached."""
    began_s = time.monotonic()
    with ServerPart() as server:
        asyncio.run(_measure(run, server.invites["teacher"]))
    run.seconds = time.monotonic() - began_s


async def _measure(run: Run, invite: str) -> None:
    join: list[tuple[float, float]] = []
    lesson: list[tuple[float, float]] = []
    async with chromium() as browser:
        for _ in range(QUICK_ROUNDS if run.quick else ROUNDS):
            join.append(await _load(browser, invite, "enter", inside=False))
            lesson.append(await _load(browser, invite, "toggle-microphone", inside=True))
    for name, rounds in (("join", join), ("lesson", lesson)):
        run.median(f"{name}.interactive", [each[0] for each in rounds], "ms")
        run.median(f"{name}.transferred", [each[1] for each in rounds], "kB")


async def _load(browser: Browser, invite: str, wanted: str, *, inside: bool) -> tuple[float, float]:
    """Open the invite anew; milliseconds until it answers and kilobytes that came until it was quiet."""
    page = await new_page(browser)
    try:
        if inside:  # as after a reload in the middle of a lesson: straight in, nothing cached
            await page.add_init_script("sessionStorage.setItem('klangbro.entered', 'yes')")
            token = invite.split("#", 1)[1].split("t=", 1)[1].split("&", 1)[0]
            await page.add_init_script(f"sessionStorage.setItem('klangbro.invite', {token!r})")
        await slow_down(page)
        await page.goto(invite)
        return await _answers(page, wanted)
    finally:
        await page.context.close()


async def _answers(page: Page, wanted: str) -> tuple[float, float]:
    await page.get_by_test_id(wanted).wait_for(timeout=PATIENCE_MS)
    await page.wait_for_timeout(_QUIET_MS)
    watched = await page.evaluate("window.__watch")
    transferred = await page.evaluate(
        """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
          .reduce((sum, { transferSize }) => sum + transferSize, 0)"""
    )
    return interactive_ms(float(watched["shown"][wanted]), watched["tasks"]), float(transferred) / 1000
