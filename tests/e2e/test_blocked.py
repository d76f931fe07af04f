"""What the check page finds out for a place is kept, also that no sound gets through; who plans is told."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.server import Server, serving
from tests.e2e.harness.walk import AXE
from tests.e2e.test_accounts import choose_password, first_admin

#: A folder for pictures of each state at two sizes; without it none are taken.
PICTURES = os.environ.get("KLANGBRO_PICTURES")
SIZES = ((1366, 768), (360, 740))
#: What an administrator may have set for a school's browsers: nothing leaves by UDP.
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """One that names somebody to ask over UDP."""
    monkeypatch.setenv("KLANGBRO_ICE_SERVERS", '[{"urls": ["stun:127.0.0.1:9"]}]')
    async with serving(tmp_path / "data") as started:
        yield started


async def looked_at(page: Page, name: str) -> None:
    """By axe's rules; and a picture, where pictures are wanted."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document).then(({violations}) => violations.map(({id}) => id))")
    assert found == [], name
    for wide, high in SIZES if PICTURES else ():
        await page.set_viewport_size({"width": wide, "height": high})
        await page.screenshot(path=Path(PICTURES or "") / f"{name}-{wide}.png", full_page=True)


async def checked(page: Page, server: Server, found: str) -> None:
    """The check of the page, run for the place: it goes on by itself to what is kept."""
    await page.goto(f"{server.origin}/check")
    await page.get_by_test_id("keeping-place").select_option(label="Pajala, room 3")
    await page.get_by_test_id("check-network").click()
    await expect(page.get_by_test_id(found)).to_be_visible(timeout=3 * people.PATIENCE_MS)


@pytest.mark.wide
async def test_the_check_for_a_place_is_kept_also_where_no_sound_gets_through(
    server: Server, playwright: Playwright
) -> None:
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    shut = await playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, NO_UDP])
    try:
        page = await browser.new_page(locale="en", ignore_https_errors=True)
        page.set_default_timeout(people.PATIENCE_MS)
        await choose_password(page, await first_admin(server))
        await page.goto(f"{server.origin}/places")
        await page.get_by_test_id("place-name").fill("Pajala, room 3")
        await page.get_by_test_id("add-place").click()
        await expect(page.get_by_test_id("place")).to_be_visible()
        await checked(page, server, "measured")
        await looked_at(page, "checked-kept")

        state = await page.context.storage_state()
        school = await shut.new_page(locale="en", storage_state=state, ignore_https_errors=True)
        school.set_default_timeout(people.PATIENCE_MS)
        await checked(school, server, "measure-blocked")
        await expect(school.get_by_test_id("measure-blocked")).to_contain_text("keeps this hour")
        await looked_at(school, "checked-blocked")

        for language in ("en", "sv", "fi", "it", "lt"):
            context = await browser.new_context(
                locale=language, storage_state=state, ignore_https_errors=True
            )
            place = await context.new_page()
            await place.goto(f"{server.origin}/places")
            await expect(place.locator("td .mark-none")).to_have_count(1, timeout=people.PATIENCE_MS)
            await expect(place.get_by_test_id("place-warnings").locator("li")).to_have_count(1)
            await looked_at(place, f"places-blocked-{language}")
            await context.close()
    finally:
        await shut.close()
        await browser.close()
