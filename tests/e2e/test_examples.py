"""A teacher plays something for the homework; the pupil hears just that after the lesson."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from playwright.async_api import Page, expect

from benchmarks.material import write_wav
from rtc.flac import read_flac
from server.privacy.permission import Purpose
from tests.e2e.harness import people
from tests.e2e.harness.house import House, house
from tests.e2e.harness.permits import permit, settle

pytestmark = pytest.mark.asyncio(loop_scope="module")
RATE_HZ = 48_000
TONE_HZ, LEVEL = 660.0, 0.4
PATIENCE_MS = people.PATIENCE_MS
# The file that a page last gave one of its players.
KEEP = """(() => {
  const make = URL.createObjectURL.bind(URL);
  let last = null;
  URL.createObjectURL = (file) => make((last = file));
  window.__lastFile = async () => {
    const bytes = new Uint8Array(await last.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  };
})()"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("examples")
    at_s = np.arange(90 * RATE_HZ) / RATE_HZ  # where the file begins anew the browser's microphone clicks
    tone = (LEVEL * np.sin(2 * np.pi * TONE_HZ * at_s)).astype(np.float32)
    write_wav(folder / "tone.wav", tone[:, None])
    async with house(folder, microphone=folder / "tone.wav", scripts=(KEEP,)) as started:
        yield started


async def stage(page: Page, name: str) -> None:
    await expect(page.locator(f'[data-testid="example-maker"][data-stage="{name}"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )


async def record_by_keyboard(teacher: Page) -> None:
    """Every step with the keys alone, from where the last one left the focus."""
    await teacher.get_by_test_id("example-record").press("Enter")
    await stage(teacher, "ready")
    await expect(teacher.get_by_test_id("far-audio")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id("example-start")).to_be_focused()
    await teacher.keyboard.press("Enter")
    await stage(teacher, "playing")
    await expect(teacher.get_by_test_id("far-audio")).to_have_count(0)
    await expect(teacher.get_by_role("timer")).to_contain_text("2 s", timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id("example-stop")).to_be_focused()
    await teacher.keyboard.press("Enter")
    await stage(teacher, "played")
    await expect(teacher.get_by_test_id("example-own")).to_be_focused()
    await expect(teacher.get_by_test_id("far-audio")).to_have_count(1, timeout=PATIENCE_MS)
    await teacher.get_by_test_id("example-words").fill("One long, even note")
    await teacher.keyboard.press("Enter")
    await expect(teacher.get_by_test_id("example")).to_be_visible(timeout=PATIENCE_MS)


async def heard(page: Page, folder: Path) -> NDArray[np.float32]:
    """Press the button with the keyboard; what its player was given to play."""
    await page.get_by_test_id("example-listen").press("Enter")
    sound = page.get_by_test_id("example-sound")
    await expect(sound).to_be_focused(timeout=PATIENCE_MS)
    given = await page.evaluate("window.__lastFile()")
    (folder / "heard.flac").write_bytes(base64.b64decode(given))
    samples = np.concatenate(list(read_flac(folder / "heard.flac")))
    seconds = await sound.evaluate(
        "one => new Promise((done) => { const look = () => one.currentTime > 0.2 && done(one.duration);"
        " one.addEventListener('timeupdate', look); look(); })"
    )
    assert seconds == pytest.approx(len(samples) / RATE_HZ, abs=0.001), "the bar is as long as the sound"
    return samples[:, 0]


def holds_the_tone_alone(sound: NDArray[np.float32]) -> None:
    assert len(sound) >= 2 * RATE_HZ
    middle = sound[RATE_HZ // 2 : RATE_HZ // 2 + RATE_HZ].astype(np.float64) * np.hanning(RATE_HZ)
    power = np.abs(np.fft.rfft(middle)) ** 2
    assert np.argmax(power) == TONE_HZ
    near = slice(int(TONE_HZ) - 4, int(TONE_HZ) + 5)
    assert power[near].sum() > 0.999 * power.sum()
    assert np.abs(sound[RATE_HZ // 2 :]).max() == pytest.approx(LEVEL, rel=0.05)


async def test_what_the_teacher_played_for_the_homework_is_heard_in_the_lesson_and_afterwards(
    home: House, tmp_path: Path
) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        await teacher.get_by_test_id("open-notes").click()
        await teacher.get_by_test_id("homework-text").fill("Long bows")
        await teacher.get_by_test_id("homework-text-put").click()
        await teacher.get_by_test_id("example-record").click(timeout=PATIENCE_MS)
        await stage(teacher, "refused")
        await expect(teacher.get_by_test_id("example-maker")).to_contain_text("Your permission is missing")
        await teacher.keyboard.press("Escape")
        permit(home.server, True, Purpose.RECORDING, Purpose.CLIPS)
        await record_by_keyboard(teacher)
        await pupil.get_by_test_id("open-notes").click()
        await expect(pupil.get_by_test_id("example")).to_contain_text("One long, even note")
        await expect(pupil.get_by_test_id("example-remove")).to_have_count(0)
        holds_the_tone_alone(await heard(pupil, tmp_path))
        await teacher.get_by_test_id("give-link").click()
        await expect(teacher.get_by_test_id("give-back")).to_be_visible(timeout=PATIENCE_MS)
        await pupil.get_by_test_id("leave").click()
        link = pupil.get_by_test_id("own-reading").get_by_role("link")
        await pupil.goto(await link.evaluate("link => link.href", timeout=PATIENCE_MS))
        await people.on_page(pupil, "read")
        await expect(pupil.get_by_test_id("read-homework")).to_contain_text("One long, even note")
        holds_the_tone_alone(await heard(pupil, tmp_path))
        await teacher.get_by_test_id("example-remove").click()
        await expect(teacher.get_by_test_id("example")).to_have_count(0, timeout=PATIENCE_MS)
        await pupil.reload()
        await people.on_page(pupil, "read")
        await expect(pupil.get_by_test_id("read-homework")).to_contain_text("Long bows")
        await expect(pupil.get_by_test_id("example")).to_have_count(0)
