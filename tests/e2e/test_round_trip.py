"""A page measures its own round trip: its output is led back into its microphone, so much later."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.server import Server
from tests.e2e.harness.walk import AXE
from tests.e2e.test_accounts import choose_password, first_admin

pytestmark = pytest.mark.wide
#: A folder for pictures of each state at two sizes; without it none are taken.
PICTURES = os.environ.get("KLANGBRO_PICTURES")
SIZES = ((1366, 768), (360, 740))
CABLE_MS = 80
#: What the page plays comes back through the microphone, 80 ms later; `unplug()` pulls the cable.
CABLE = """
const connect = AudioNode.prototype.connect;
let [delay, cable, isThere] = [null, null, null];
window.cabled = new Promise((done) => { isThere = done; });
AudioNode.prototype.connect = function (to, ...rest) {
  if (to === this.context.destination && this instanceof GainNode) {
    if (!cable) {
      delay = this.context.createDelay(1);
      delay.delayTime.value = 0.08;
      cable = this.context.createMediaStreamDestination();
      connect.call(delay, cable);
      isThere();
    }
    connect.call(this, delay);
  }
  return connect.call(this, to, ...rest);
};
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
let plugged = true;
window.unplug = () => { plugged = false; };
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  if (!cable || !plugged) return stream;
  const [own, track] = [stream.getAudioTracks()[0], cable.stream.getAudioTracks()[0].clone()];
  track.getSettings = () => own.getSettings();
  return new MediaStream([track]);
};
"""


async def looked_at(page: Page, name: str) -> None:
    """By axe's rules; and a picture, where pictures are wanted."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document).then(({violations}) => violations.map(({id}) => id))")
    assert found == [], name
    for wide, high in SIZES if PICTURES else ():
        await page.set_viewport_size({"width": wide, "height": high})
        await page.screenshot(path=Path(PICTURES or "") / f"{name}-{wide}.png", full_page=True)


async def opened(browser: Browser, server: Server, locale: str) -> Page:
    context = await browser.new_context(
        ignore_https_errors=True, locale=locale, permissions=["microphone", "camera"]
    )
    await context.add_init_script(CABLE)
    page = await context.new_page()
    page.set_default_timeout(people.PATIENCE_MS)
    await page.goto(f"{server.origin}/check")
    await page.get_by_test_id("round-trip").locator("summary").click()
    return page


async def test_a_cable_is_measured_kept_and_forgotten_and_without_one_nothing_is_kept(
    server: Server, playwright: Playwright
) -> None:
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    try:
        page = await opened(browser, server, "en")
        await looked_at(page, "trip")
        await page.get_by_test_id("measure-trip").click()
        await expect(page.get_by_test_id("trip-running")).to_be_visible()
        await looked_at(page, "trip-running")
        await page.get_by_test_id("stop-trip").click()
        await expect(page.get_by_test_id("measure-trip")).to_be_visible()
        await page.get_by_test_id("measure-trip").click()
        await expect(page.get_by_test_id("trip-heard")).to_be_visible(timeout=2 * people.PATIENCE_MS)
        (kept,) = (await page.evaluate("JSON.parse(localStorage['klangbro.round-trips'])")).values()
        assert CABLE_MS < kept["ms"] < CABLE_MS + 120
        assert kept["n"] >= 6 and kept["way"] == "cable"
        await looked_at(page, "trip-heard")
        await page.reload()
        await page.get_by_test_id("round-trip").locator("summary").click()
        await expect(page.get_by_test_id("trip-kept")).to_be_visible()
        await page.get_by_test_id("forget-trip").click()
        await expect(page.get_by_test_id("trip-kept")).to_have_count(0)
        assert await page.evaluate("localStorage['klangbro.round-trips']") is None
        await page.evaluate("unplug()")
        await page.get_by_test_id("trip-way").select_option("air")
        await page.get_by_test_id("measure-trip").click()
        await expect(page.get_by_test_id("trip-quiet")).to_be_visible(timeout=2 * people.PATIENCE_MS)
        await expect(page.get_by_test_id("trip-kept")).to_have_count(0)
        await looked_at(page, "trip-quiet")
        for locale in ("sv", "fi", "it", "lt"):
            await looked_at(await opened(browser, server, locale), f"trip-{locale}")
    finally:
        await browser.close()


async def told_to_a_place(page: Page, name: str) -> None:
    """What the cable gave, told by whichever right this page has."""
    await page.get_by_test_id("round-trip").locator("summary").click()
    await page.get_by_test_id("measure-trip").click()
    # The cable is there once something was played, which "running" alone does not say yet.
    await page.evaluate("cabled")
    await page.get_by_test_id("stop-trip").click()
    await page.get_by_test_id("measure-trip").click()
    await expect(page.get_by_test_id("trip-heard")).to_be_visible(timeout=2 * people.PATIENCE_MS)
    await page.get_by_test_id("trip-device").fill(name)
    await looked_at(page, f"keep-{name.split(maxsplit=1)[0]}")
    await page.get_by_test_id("tell-trip").click()
    await expect(page.get_by_test_id("trip-told")).to_be_visible()


async def measured_for_the_place(page: Page) -> None:
    await page.get_by_test_id("measure-here").click()
    await expect(page.get_by_test_id("measured")).to_be_visible(timeout=2 * people.PATIENCE_MS)


async def test_what_is_measured_on_the_check_page_reaches_the_place_by_sign_in_and_by_link(
    server: Server, playwright: Playwright
) -> None:
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    try:
        stranger = await opened(browser, server, "en")
        await expect(stranger.get_by_test_id("for-place")).to_have_count(0)
        staff = await opened(browser, server, "en")
        await choose_password(staff, await first_admin(server))
        await staff.goto(f"{server.origin}/places")
        await staff.get_by_test_id("place-name").fill("Pajala, room 3")
        await staff.get_by_test_id("add-place").click()
        words = await staff.get_by_test_id("place-link").locator("code").inner_text()

        await staff.goto(f"{server.origin}/check")
        await expect(staff.get_by_test_id("measure-here")).to_have_count(0)
        await staff.get_by_test_id("keeping-place").select_option(label="Pajala, room 3")
        await looked_at(staff, "keep-chosen")
        await told_to_a_place(staff, "Teacher's interface")

        await stranger.goto(server.origin + link_path(words))
        await expect(stranger.get_by_test_id("keeping-place")).to_have_text("Pajala, room 3")
        assert "k=" not in stranger.url
        await told_to_a_place(stranger, "Chromebook")
        await measured_for_the_place(stranger)
        await looked_at(stranger, "keep-measured")

        await staff.goto(f"{server.origin}/places")
        for name in ("Teacher's interface", "Chromebook"):
            await expect(staff.get_by_test_id("devices")).to_contain_text(name)
        await staff.get_by_test_id("remove-place").click()
        await staff.get_by_test_id("sure").click()
        await expect(staff.get_by_test_id("place")).to_have_count(0)
        await stranger.goto(f"{server.origin}/place")
        await expect(stranger.get_by_test_id("place-link-dead")).to_be_visible()
    finally:
        await browser.close()


def link_path(words: str) -> str:
    """Where a place's link leads, of the line that the page shows."""
    return "/place" + words.split("/place", 1)[1].split("'", 1)[0]
