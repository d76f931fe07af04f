"""Until the lesson begins, and its hard days: check, code, door, a second tab, a pulled plug."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, expect

from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page
from tests.e2e.harness.server import Server
from tests.e2e.harness.sound import microphones

A_CHILD_S = 60  # within which a ten-year-old is to be done, too

#: A computer whose first microphone can be pulled out and put back: `pull()`, `put_back()`.
PLUGS = """
const media = navigator.mediaDevices;
const [ask, list] = [media.getUserMedia.bind(media), media.enumerateDevices.bind(media)];
let pulled = null, open = [];
media.enumerateDevices = async () => (await list()).filter(({ label }) => label !== pulled);
media.getUserMedia = async (wanted) => {
  if (wanted.audio && pulled) {
    const other = (await list()).find(({ kind, label }) => kind === "audioinput" && label !== pulled);
    wanted = { ...wanted, audio: { ...wanted.audio, deviceId: { exact: other.deviceId } } };
  }
  const stream = await ask(wanted);
  open.push(...stream.getAudioTracks());
  return stream;
};
window.pull = () => {
  const track = open.at(-1);
  pulled = track.label;
  track.stop();
  track.dispatchEvent(new Event("ended"));
  media.dispatchEvent(new Event("devicechange"));
};
window.put_back = () => {
  pulled = null;
  media.dispatchEvent(new Event("devicechange"));
};
"""


@asynccontextmanager
async def person(browser: Browser) -> AsyncIterator[Page]:
    """Somebody with a browser profile of their own."""
    context = await browser.new_context(
        ignore_https_errors=True, locale="en", permissions=["microphone", "camera"]
    )
    await context.add_init_script(PLUGS)
    try:
        yield await context.new_page()
    finally:
        await context.close()


@pytest.fixture
async def pages(playwright: Playwright, tmp_path: Path) -> AsyncIterator[dict[str, Page]]:
    sound = microphones(tmp_path)["violin"][0]
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(chromium_page(playwright, microphone=sound, scratch=tmp_path))
        assert first.context.browser is not None
        yield {
            name: await stack.enter_async_context(person(first.context.browser))
            for name in ("teacher", "pupil", "technician")
        }


async def press(page: Page, test_id: str) -> None:
    """Go to a button with the Tab key alone, and press it."""
    await expect(page.get_by_test_id(test_id)).to_be_visible(timeout=people.PATIENCE_MS)
    for _ in range(30):
        if await page.evaluate("document.activeElement?.dataset.testid") == test_id:
            await page.keyboard.press("Enter")
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {test_id}")


async def check_the_network(page: Page, server: Server) -> str:
    """Try the network from an invite's page; the text for the school's IT."""
    await page.goto(server.invite("pupil"))
    await page.get_by_role("link", name="Is the network good enough").click()
    await page.get_by_test_id("check-network").click()
    await expect(page.get_by_test_id("network-result")).to_have_attribute(
        "data-verdict", re.compile("together|turns"), timeout=2 * people.PATIENCE_MS
    )
    return await page.get_by_test_id("it-text").input_value()


async def check_by_keyboard(page: Page) -> None:
    await press(page, "headphones-on")
    await press(page, "play-tone")
    await press(page, "tone-heard")
    await expect(page.get_by_test_id("microphone-done")).to_have_text("It moves", timeout=people.PATIENCE_MS)
    await press(page, "microphone-done")
    await press(page, "camera-done")
    await expect(page.get_by_text("Done")).to_have_count(4)


async def test_a_pupil_without_a_link_comes_in_waits_and_has_a_hard_day(
    server: Server, pages: dict[str, Page]
) -> None:
    teacher, pupil = pages["teacher"], pages["pupil"]
    network = asyncio.create_task(check_the_network(pages["technician"], server))

    # The teacher makes a code; the pupil types it, does the check with the keyboard alone, and waits.
    await people.enter(teacher, server.invite("teacher"))
    await teacher.get_by_test_id("open-people").click()
    await teacher.get_by_test_id("codes").locator("summary").click()
    await teacher.get_by_test_id("make-code").click()
    code = await teacher.get_by_test_id("made-code").inner_text()
    await pupil.goto(server.origin)
    await pupil.get_by_test_id("code").fill(code.lower().replace(" ", "-"))
    await pupil.get_by_test_id("open-code").click()
    await people.on_page(pupil, "join")
    assert await pupil.evaluate("location.href") == f"{server.origin}/join"
    async with asyncio.timeout(A_CHILD_S):
        await check_by_keyboard(pupil)
    await press(pupil, "enter")
    await people.on_page(pupil, "waiting")
    await expect(pupil.get_by_test_id("seen")).to_contain_text("sees that you are here")

    # The teacher's word arrives, in words of the pupil's page.
    await teacher.get_by_test_id("say-waiting").locator("summary").click()
    await teacher.get_by_test_id("say-five_minutes").click()
    await expect(pupil.get_by_test_id("word")).to_contain_text("Five more minutes.")

    # A second tab is told, and takes the place in the lesson along.
    await teacher.get_by_test_id("admit").first.click()
    await people.on_page(pupil, "lesson")
    second = await pupil.context.new_page()
    await second.goto(server.invite("pupil"))
    await people.on_page(second, "other-tab")
    await second.get_by_test_id("tab-here").click()
    await people.on_page(second, "lesson")
    await people.on_page(pupil, "replaced")
    await expect(teacher.get_by_test_id("knock")).to_have_count(0)

    # A microphone is pulled out and put back; both times the page says which one is heard.
    await second.evaluate("pull()")
    lost = second.get_by_test_id("plug-lost-microphone")
    await expect(lost).to_contain_text("Fake Default Audio Input is gone")
    await expect(lost).to_contain_text(re.compile("heard through: Fake Audio Input"))
    await second.evaluate("put_back()")
    await expect(second.get_by_test_id("plug-back-microphone")).to_contain_text("Fake Default Audio Input")

    # The next lesson on this device begins with one step.
    await second.get_by_test_id("leave").click()
    await people.on_page(second, "left")
    await expect(teacher.get_by_test_id("far-tile")).to_have_count(0)
    await pupil.goto(server.invite("pupil"))
    await expect(pupil.get_by_test_id("same-as-last")).to_be_visible()
    await pupil.get_by_test_id("enter").click()
    await people.on_page(pupil, "waiting")

    # Meanwhile somebody has tried the network, the sound's own way included.
    text = await network
    assert f"localhost, TCP port {server.port}" in text
    assert "There and back to the server" in text
