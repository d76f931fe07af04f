"""A real Chromium before a real server, with what a page knows of its own speed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from benchmarks.pages.chromium import FLAGS, chromium_path, lack
from benchmarks.registry import CannotMeasureError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PATIENCE_MS = 60_000
CPU_SLOWDOWN = 4.0
DOWN_BITS_PER_S = 1.6e6
UP_BITS_PER_S = 0.75e6
RTT_MS = 150.0
# Long tasks (W3C: 50 ms and more without a break), and when an element was first there.
WATCH = """(() => {
  const seen = { tasks: [], shown: {} };
  window.__watch = seen;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  const wanted = ["enter", "toggle-microphone"];
  const look = () => {
    for (const id of wanted)
      if (!(id in seen.shown) && document.querySelector(`[data-testid="${id}"]`))
        setTimeout(() => { seen.shown[id] ??= performance.now(); });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})()"""


@asynccontextmanager
async def chromium(*flags: str) -> AsyncIterator[Browser]:
    """A browser of its own, started with these flags besides those of all.

    Raises
    ------
    CannotMeasureError
        Playwright or Chromium is not here.
    """
    if (missing := lack()) is not None:
        raise CannotMeasureError(missing)
    from playwright.async_api import async_playwright  # noqa: PLC0415 - a tool of development only

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()


async def new_page(browser: Browser) -> Page:
    """A page in a profile of its own: nothing is cached."""
    context = await browser.new_context(
        ignore_https_errors=True,
        viewport={"width": 1366, "height": 768},
        permissions=["microphone", "camera"],
        locale="sv",
    )
    await context.add_init_script(WATCH)
    return await context.new_page()


async def slow_down(page: Page) -> None:
    """A quarter of this processor, and a network of 1.6 Mbit/s and 150 ms (Lighthouse's slow 4G)."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": RTT_MS,
            "downloadThroughput": DOWN_BITS_PER_S / 8,
            "uploadThroughput": UP_BITS_PER_S / 8,
        },
    )
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})


async def heap_mb(page: Page) -> float:
    """JavaScript's memory in use after two collections, in units of a million bytes."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("HeapProfiler.enable")
    for _ in range(2):
        await devtools.send("HeapProfiler.collectGarbage")
    usage: dict[str, Any] = await devtools.send("Runtime.getHeapUsage")
    await devtools.detach()
    return float(usage["usedSize"]) / 1e6


def interactive_ms(shown_ms: float, tasks: list[list[float]], *, quiet_ms: float = 1000.0) -> float:
    """When a page answers at once: its button is there and no long task is under way or soon begins.

    Parameters
    ----------
    shown_ms : float
        When the button was first there, since navigation began.
    tasks : list of [start_ms, duration_ms]
        Long tasks in order. One that begins within ``quiet_ms`` after the moment found so far moves it to
        that task's end (after Time to Interactive, with a shorter window: nothing else loads here).
    """
    moment = shown_ms
    for start_ms, duration_ms in tasks:
        if start_ms <= moment + quiet_ms:
            moment = max(moment, start_ms + duration_ms)
    return moment
