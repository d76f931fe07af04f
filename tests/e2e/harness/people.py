"""What people do on the pages, in the pages' own words."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

PATIENCE_MS = 30_000


async def enter(page: Page, invite: str) -> None:
    """Open an invite, leave the checks, go in."""
    await page.goto(invite)
    await page.get_by_test_id("enter").click()


async def on_page(page: Page, name: str) -> None:
    """Wait until the page called ``name`` is shown."""
    await expect(page.locator(f'body[data-page="{name}"]')).to_have_count(1, timeout=PATIENCE_MS)


async def meet(teacher: Page, pupil: Page, invites: tuple[str, str]) -> None:
    """Teacher and pupil enter; the teacher lets the pupil in; both see a connected far end."""
    await enter(teacher, invites[0])
    await on_page(teacher, "lesson")
    await enter(pupil, invites[1])
    await on_page(pupil, "waiting")
    await teacher.get_by_test_id("admit").click(timeout=PATIENCE_MS)
    await on_page(pupil, "lesson")
    await connected(teacher)
    await connected(pupil)


async def connected(page: Page) -> None:
    """Wait until sound comes from the far end."""
    await expect(page.locator('[data-testid="far-tile"][data-connected="true"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )


async def seconds_of_sound(page: Page, seconds: float) -> None:
    """Wait until the page has heard that much more."""
    async with asyncio.timeout(PATIENCE_MS / 1000 + 2 * seconds):
        await page.evaluate("seconds => window.__hear(seconds)", seconds)


async def frames_go_on(page: Page, more: int = 15) -> None:
    """Wait until ``more`` further pictures of the far end were shown, by the page's own count."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        await page.evaluate(
            """more => new Promise((done) => {
              const video = document.querySelector("[data-testid=far-video]");
              const frames = () => Number(video.dataset.frames ?? 0);
              const enough = frames() + more;
              const look = () => (frames() >= enough ? done() : video.requestVideoFrameCallback(look));
              look();
            })""",
            more,
        )
