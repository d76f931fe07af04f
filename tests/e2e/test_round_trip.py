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

pytestmark = pytest.mark.wide
#: A folder for pictures of each state at two sizes; without it none are taken.
PICTURES = os.environ.get("KLANGBRO_PICTURES")
SIZES = ((1366, 768), (360, 740))
CABLE_MS = 80
#: What the page plays comes back through the microphone, 80 ms later; `unplug()` pulls the cable.
CABLE = """
const connect = AudioNode.prototype.connect;
let [delay, cable] = [null, null];
AudioNode.prototype.connect = function (to, ...rest) {
  if (to === this.context.destination && this instanceof GainNode) {
    if (!cable) {
      delay = this.context.createDelay(1);
      delay.delayTime.value = 0.08;
      cable = this.context.createMediaStreamDestination();
      connect.call(delay, cable);
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
