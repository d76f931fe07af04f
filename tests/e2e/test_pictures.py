"""Pictures from page to page: a second camera, the skew that is shown, a picture that has stepped down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page, Playwright, expect

from benchmarks.pages import delays, material
from benchmarks.pages.browsers import WATCH
from benchmarks.pages.limits import thin
from benchmarks.paths import linklab
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import forecast
from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page
from tests.e2e.harness.server import Server, serving
from tests.e2e.harness.sound import microphones

# Beside another browser a page takes fewer pictures from its cameras, as it should.
pytestmark = pytest.mark.alone

THREE_CAMERAS = "--use-fake-device-for-media-stream=device-count=3"
# Of Chromium's fake cameras the first has green corners, the third yellow ones.
YELLOW = """video => {
  const canvas = document.createElement("canvas");
  canvas.width = 32; canvas.height = 18;
  const brush = canvas.getContext("2d");
  return new Promise((done) => {
    const look = () => {
      brush.drawImage(video, 0, 0, 32, 18);
      const red = ([x, y]) => brush.getImageData(x, y, 1, 1).data[0];
      if (video.videoWidth > 0 && [[0, 0], [31, 0], [0, 17], [31, 17]].some((at) => red(at) > 90)) done(true);
      else video.requestVideoFrameCallback(look);
    };
    look();
  });
}"""
CORNERS_ARE_GREEN = """video => {
  const canvas = document.createElement("canvas");
  canvas.width = 32; canvas.height = 18;
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, 0, 32, 18);
  return [[0, 0], [31, 0], [0, 17], [31, 17]].every(([x, y]) => brush.getImageData(x, y, 1, 1).data[0] < 90);
}"""
LACK = linklab.missing()


async def shows_yellow(page: Page, test_id: str) -> None:
    async with asyncio.timeout(people.PATIENCE_MS / 1000):
        await page.get_by_test_id(test_id).evaluate(YELLOW)


@pytest.fixture
async def pages(playwright: Playwright, tmp_path: Path) -> AsyncIterator[tuple[Page, Page]]:
    sounds = microphones(tmp_path)
    async with AsyncExitStack() as stack:
        teacher, pupil = [
            await stack.enter_async_context(
                chromium_page(playwright, microphone=sounds[part][0], scratch=tmp_path, flags=[THREE_CAMERAS])
            )
            for part in ("violin", "cello")
        ]
        yield teacher, pupil


async def choose_and_show(page: Page) -> None:
    await page.get_by_test_id("second-choice").select_option(label="fake_device_2")
    await shows_yellow(page, "second-preview")
    await page.get_by_test_id("second-yes").click()


@pytest.mark.wide
async def test_a_second_camera_is_asked_for_chosen_by_its_person_and_seen_large_by_key(
    server: Server, pages: tuple[Page, Page]
) -> None:
    teacher, pupil = pages
    await people.meet(teacher, pupil, (server.invite("teacher"), server.invite("pupil")))
    await teacher.get_by_test_id("open-people").click()
    await teacher.get_by_test_id("help").locator("summary").click()
    await teacher.get_by_test_id("question").select_option("second_camera")
    await teacher.get_by_test_id("ask").click()
    await pupil.get_by_test_id("answer-yes").click()
    await expect(pupil.get_by_test_id("second-dialog")).to_be_visible()
    await expect(teacher.get_by_test_id("reply")).to_be_visible()
    await expect(teacher.get_by_test_id("far-second")).to_have_count(0)  # a yes shows nothing yet
    await choose_and_show(pupil)
    await shows_yellow(teacher, "far-second")
    assert await teacher.get_by_test_id("far-video").evaluate(CORNERS_ARE_GREEN)
    await expect(teacher.get_by_label("Pupil’s second picture")).to_be_visible()
    tile = teacher.get_by_test_id("far-tile")
    await expect(tile).to_have_attribute("data-large", "first")
    await teacher.get_by_role("button", name="Enlarge the second picture").press("Enter")
    await expect(tile).to_have_attribute("data-large", "second")

    await teacher.get_by_test_id("second-camera").click()  # either end has one
    await choose_and_show(teacher)
    await shows_yellow(pupil, "far-second")
    assert await pupil.evaluate("window.__connections.length") == 1  # nothing was negotiated anew

    await pupil.reload()
    await people.connected(pupil)
    await shows_yellow(teacher, "far-second")  # what its person showed, it shows again
    await shows_yellow(pupil, "far-second")

    await teacher.get_by_test_id("mute-camera").click()
    await expect(teacher.get_by_test_id("far-second")).to_have_count(0, timeout=people.PATIENCE_MS)
    await expect(pupil.get_by_test_id("own-second")).to_have_count(0)


@pytest.mark.skipif(LACK is not None, reason=f"no link between namespaces: {LACK}")
@pytest.mark.wide
async def test_on_300_kbit_the_picture_steps_down_and_both_pages_say_so(
    playwright: Playwright, tmp_path: Path
) -> None:
    """And before that, with room: the skew shown is the one that a counter picture and chirps measure."""
    fakes = tmp_path / "chirps.wav", tmp_path / "counter.y4m"
    material.write_sound(fakes[0])
    material.write_pictures(fakes[1])
    camera = [f"--use-file-for-fake-video-capture={fakes[1]}"]
    async with AsyncExitStack() as stack:
        lab = stack.enter_context(LinkLab(forecast("clean", 3, 240.0), forecast("clean", 4, 240.0)))
        server = await stack.enter_async_context(serving(tmp_path / "data", namespace=lab.school))
        teacher, pupil = [
            await stack.enter_async_context(
                chromium_page(
                    playwright, microphone=fakes[0], scratch=tmp_path, namespace=where, flags=camera
                )
            )
            for where in (lab.school, lab.town)
        ]
        for page in (teacher, pupil):
            await page.context.add_init_script(path=WATCH)
        invites = (server.invite("teacher", host=ADDRESSES[0]), server.invite("pupil", host=ADDRESSES[0]))
        await people.meet(teacher, pupil, invites)
        await skew_is_right(teacher, pupil)
        for where in (lab.school, lab.town):
            thin(lab.inside(where), 300)
        for page in (teacher, pupil):
            word = page.get_by_test_id("picture-word").first
            await expect(word).to_contain_text("the sound stays", timeout=people.PATIENCE_MS)
            own = page.get_by_test_id("own-picture-word")
            await expect(own).to_contain_text("your sound stays", timeout=people.PATIENCE_MS)
            await people.seconds_of_sound(page, 1)


async def skew_is_right(teacher: Page, pupil: Page) -> None:
    """What the pupil's page shows, beside what its chirps and its pictures say; a quarter second is plain."""
    for page in (teacher, pupil):
        await page.evaluate("window.__watch()")
    await people.seconds_of_sound(pupil, 5)
    video = pupil.get_by_test_id("far-video")
    shown = float(await video.get_attribute("data-skew-ms") or "nan")
    sent, got = [await page.evaluate("window.__taken()") for page in (teacher, pupil)]
    chirps = delays.chirp_times(delays.sound(sent["mouth"]))
    heard = delays.chirp_times(delays.sound(got["ear"]))
    sound_ms = delays.pair(chirps, heard)[1]
    picture_ms = delays.picture_delays(sent["pictures"]["own"], got["pictures"]["far"])
    assert len(sound_ms) >= 2
    assert len(picture_ms) >= 20
    outside = float(np.median(picture_ms) - np.median(sound_ms))
    assert abs(shown - outside) < 120, (shown, outside)
