"""What people do on the pages, in the pages' own words."""

from __future__ import annotations

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
    start = await page.evaluate("window.__heard.samples.length")
    blocks = int(seconds * 48_000 / 4096)
    await page.wait_for_function(
        f"window.__heard.samples.length >= {start + blocks}", timeout=PATIENCE_MS + seconds * 1000
    )


async def frames_seen(page: Page) -> int:
    """How many pictures of the far end were shown."""
    return int(await page.get_by_test_id("far-video").first.get_attribute("data-frames") or 0)


async def frames_go_on(page: Page, more: int = 15) -> None:
    """Wait until ``more`` further pictures of the far end were shown."""
    start = await frames_seen(page)
    await page.wait_for_function(
        "([least]) => Number(document.querySelector('[data-testid=far-video]')?.dataset.frames ?? 0) >= least",
        arg=[start + more],
        timeout=PATIENCE_MS,
    )
