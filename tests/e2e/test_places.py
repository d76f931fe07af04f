"""A place is added, its program measures and reports, and the page shows the hour: in five languages."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.server import ROOT, Server, serving
from tests.e2e.harness.walk import AXE
from tests.e2e.test_accounts import choose_password, first_admin

#: A folder for pictures of each state at two sizes; without it none are taken.
PICTURES = os.environ.get("KLANGBRO_PICTURES")
SIZES = ((1366, 768), (360, 740))
DATABASE = "klangbro.db"
LANGUAGES = ("en", "sv", "fi", "it", "lt")


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """One that could send letters."""
    monkeypatch.setenv("KLANGBRO_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("KLANGBRO_MAIL_FROM", "klangbro@example.org")
    async with serving(tmp_path / "data") as started:
        yield started


async def measured(link: str, folder: Path) -> str:
    """What the place's program says of one look."""
    words = ("bench", "network", "--every", "30min", "--times", "1", "--to", link)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "klangbro", *words),
        cwd=ROOT,
        stdout=PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(folder)},
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def breaks_no_rule(page: Page, name: str) -> None:
    """By axe's rules; and a picture, where pictures are wanted."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document).then(({violations}) => violations.map(({id}) => id))")
    assert found == [], name
    for wide, high in SIZES if PICTURES else ():
        await page.set_viewport_size({"width": wide, "height": high})
        await page.screenshot(path=Path(PICTURES or "") / f"{name}-{wide}.png", full_page=True)


async def in_language(browser: Browser, signed_in: Page, language: str, server: Server) -> None:
    state = await signed_in.context.storage_state()
    context = await browser.new_context(locale=language, storage_state=state, ignore_https_errors=True)
    page = await context.new_page()
    await page.goto(f"{server.origin}/places")
    await expect(page.locator("td .unseen").first).to_be_attached(timeout=people.PATIENCE_MS)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await breaks_no_rule(page, f"places-{language}")
    await context.close()


async def side_by_side(page: Page, server: Server, link: str) -> None:
    """A second place to compare with, a device by the first one's key, limits, a table."""
    key = {"Authorization": f"Bearer {link.split('#k=')[1].split('&', maxsplit=1)[0]}"}
    device = {"name": "USB interface", "way": "cable", "setting": "48 kHz, 64 frames", "n": 30, "rtl_ms": 6.1}
    async with httpx.AsyncClient(verify=False) as client:
        told = await client.post(f"{server.origin}/api/readiness/devices", json=device, headers=key)
        assert told.status_code == 204
    await page.get_by_test_id("place-name").fill("Kiruna, the music room")
    await page.get_by_test_id("add-place").click()
    await expect(page.get_by_test_id("comparison").locator("tbody tr")).to_have_count(2)
    await expect(page.get_by_test_id("comparison").locator("tbody tr").first).to_contain_text("Pajala")
    await expect(page.get_by_test_id("devices")).to_contain_text("USB interface")
    bad_hours(server)
    await warned(page)
    async with page.expect_download() as waited:
        await page.get_by_test_id("csv-klangbro-places").click()
    saved = await (await waited.value).path()
    table = await asyncio.to_thread(Path(saved).read_text)
    assert table.startswith("name,hours,blocked,p05_ms")
    assert '"Pajala, room 3",' in table
    await breaks_no_rule(page, "places-compared")


def bad_hours(server: Server) -> None:
    """What the place's program would have reported in the three hours before: late, and with losses."""
    hour_s = int(time.time()) // 3600 * 3600
    with closing(sqlite3.connect(server.data_dir / DATABASE, timeout=30)) as database, database:
        (place,) = database.execute("select id from place where name like 'Pajala%'").fetchone()
        for back in (1, 2, 3):
            row = (place, hour_s - back * 3600, "duet", 1, "follow", 44.0 + back, 9.0, 8.0, 0.4, 3.5)
            database.execute("insert into readiness values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


async def warned(page: Page) -> None:
    """Limits are set, what is over them is said, and who wants letters is told so."""
    await page.get_by_test_id("watch").locator("summary").click()
    await page.get_by_test_id("limit-duet_ms").fill("none")
    await expect(page.get_by_test_id("watch")).to_contain_text("Write a number above 0.")
    await page.get_by_test_id("limit-duet_ms").fill("25,5")
    await page.get_by_test_id("save-limits").click()
    await expect(page.get_by_test_id("watch")).to_contain_text("The limits are saved.")
    lines = page.get_by_test_id("place-warnings").locator("li")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("Pajala, room 3")
    await expect(lines.first).to_contain_text("47.0 ms, the limit is 25.5 ms")
    await expect(page.get_by_test_id("written-to")).not_to_contain_text("Eva Admin")
    await page.get_by_test_id("letters").click()
    await expect(page.get_by_test_id("written-to")).to_contain_text("Eva Admin")
    await breaks_no_rule(page, "places-warned")
    await page.get_by_test_id("letters").click()
    await expect(page.get_by_test_id("written-to")).not_to_contain_text("Eva Admin")


async def from_the_page(page: Page) -> None:
    """Stopped once, then measured and kept."""
    await page.get_by_test_id("measure-here").click()
    await expect(page.get_by_test_id("measuring")).to_be_visible()
    await breaks_no_rule(page, "places-measuring")
    await page.get_by_test_id("stop-measuring").click()
    await expect(page.get_by_test_id("measured")).to_have_count(0)
    await page.get_by_test_id("measure-here").click()
    await expect(page.get_by_test_id("measured")).to_be_visible(timeout=2 * people.PATIENCE_MS)
    await expect(page.get_by_test_id("measured").locator("li")).not_to_have_count(0)
    await expect(page.get_by_test_id("problem")).to_have_count(0)
    await breaks_no_rule(page, "places-measured")


@pytest.mark.wide
async def test_a_place_measures_itself_and_its_hour_stands_on_the_page(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    try:
        page = await browser.new_page(locale="en", ignore_https_errors=True)
        page.set_default_timeout(people.PATIENCE_MS)
        await choose_password(page, await first_admin(server))
        await page.goto(f"{server.origin}/places")
        await page.get_by_test_id("place-name").fill("Pajala, room 3")
        await page.get_by_test_id("add-place").click()
        words = await page.get_by_test_id("place-link").locator("code").inner_text()
        await expect(page.get_by_test_id("place")).to_contain_text("Not measured yet.")
        await breaks_no_rule(page, "places-new")
        found = re.search(r"'(https://\S+)'", words)
        assert found is not None
        link = re.sub(r"https://[^/]+", server.origin, found[1])
        assert "Measured and reported" in await measured(link, tmp_path)
        await page.reload()
        await expect(page.get_by_test_id("place")).to_contain_text("Last measured")
        await expect(page.locator("td .unseen")).to_have_count(1)
        await from_the_page(page)
        await page.reload()
        await side_by_side(page, server, link)
        for language in LANGUAGES:
            await in_language(browser, page, language, server)
        for left in (1, 0):
            await page.get_by_test_id("remove-place").first.click()
            await page.get_by_test_id("sure").click()
            await expect(page.get_by_test_id("place")).to_have_count(left)
    finally:
        await browser.close()
