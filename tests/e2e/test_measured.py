"""What is done to a pupil's sound, measured in a real browser: one leaves it alone, one suppresses noise."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.async_api import Page, Playwright, expect
from scipy.signal import resample_poly

from benchmarks.material import write_wav
from benchmarks.pages.chromium import FLAGS, SPARING, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.server import Server
from tests.e2e.harness.sound import RATE_HZ

# What the page plays, taken where it begins to sound; the microphone is to hear it.
TAKE_PLAYED = """(() => {
  const start = AudioBufferSourceNode.prototype.start;
  const played = new Promise((sounds) => {
    AudioBufferSourceNode.prototype.start = function (...when) {
      if (this.buffer?.duration > 10) sounds(this.buffer);
      return start.apply(this, when);
    };
  });
  window.__takePlayed = async () => {
    const buffer = await played;
    const bytes = new Uint8Array(buffer.getChannelData(0).buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 0x8000)
      text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { samples: btoa(text), rate: buffer.sampleRate };
  };
})()"""
# One device opened twice is one stream; another of the browser's fakes begins its file where it is opened.
OPENS_ANEW = """(() => {
  const media = navigator.mediaDevices;
  const open = media.getUserMedia.bind(media);
  let opened = 0;
  media.getUserMedia = async ({ audio, ...rest }) => {
    if (!audio) return open(rest);
    opened += 1;
    const found = (await media.enumerateDevices()).filter(({ kind }) => kind === "audioinput");
    const other = opened > 1 ? { deviceId: { exact: found.at(-1).deviceId } } : {};
    return open({ ...rest, audio: { ...audio, ...other } });
  };
})()"""
# A machine that suppresses noise whatever a page asks for, and says that it does not.
SUPPRESSES = """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = ({ audio, ...rest }) =>
    open({ ...rest, ...(audio ? { audio: { ...audio, noiseSuppression: true } } : {}) });
  const settings = MediaStreamTrack.prototype.getSettings;
  MediaStreamTrack.prototype.getSettings = function () {
    return { ...settings.call(this), noiseSuppression: false };
  };
})()"""
LEAD_S, TAIL_S, FLOOR = 0.8, 3.0, 1e-4


async def lesson_of_two(server: Server) -> tuple[str, str, str]:
    """A teacher's invite and two pupils'."""
    made = await server.new_lesson(teacher="Anna Lind", pupil="Bo Ek", instrument="violin")
    key = str(server.said["new_lesson"]).split("#k=", 1)[1]
    path = f"{server.origin}/api/lessons/{made['lesson']['id']}/invites"
    async with httpx.AsyncClient(verify=False, headers={"Authorization": f"Bearer {key}"}) as client:
        second = (await client.post(path, json={"role": "pupil", "name": "Cai Dahl"})).raise_for_status()
    urls = {invite["role"]: invite["url"] for invite in made["invites"]}
    found = [f"{server.origin}/join" + str(url).split("/join", 1)[1] for url in urls.values()]
    third = f"{server.origin}/join" + str(second.json()["url"]).split("/join", 1)[1]
    return found[list(urls).index("teacher")], found[list(urls).index("pupil")], third


async def ask_and_agree(teacher: Page, pupil: Page, name: str) -> None:
    row = teacher.get_by_test_id("person").filter(has_text=name)
    if not await row.get_by_test_id("ask-measure").is_visible():
        await row.get_by_test_id("help").locator("summary").click()
    await row.get_by_test_id("ask-measure").click()
    await pupil.get_by_test_id("answer-yes").click(timeout=people.PATIENCE_MS)
    await expect(pupil.get_by_test_id("measuring")).to_be_visible(timeout=people.PATIENCE_MS)


async def let_the_microphone_hear(pupil: Page, microphone: Path) -> None:
    """What the page plays becomes what its microphone hears, with a quiet room around it."""
    async with asyncio.timeout(people.PATIENCE_MS / 1000):
        taken = await pupil.evaluate("window.__takePlayed()")
    played = resample_poly(
        np.frombuffer(base64.b64decode(taken["samples"]), np.float32), RATE_HZ // 100, taken["rate"] // 100
    ).astype(np.float32)
    around = [np.zeros(round(seconds * RATE_HZ), np.float32) for seconds in (LEAD_S, TAIL_S)]
    heard = np.concatenate([around[0], played, around[1]])
    heard += FLOOR * np.random.default_rng(1).standard_normal(len(heard)).astype(np.float32)
    write_wav(microphone, heard[:, None])


@pytest.mark.wide
async def test_suppressed_noise_is_measured_where_the_browser_denies_it(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    microphone = tmp_path / "microphone.wav"
    write_wav(microphone, np.zeros((RATE_HZ, 1), np.float32))
    heard = f"--use-file-for-fake-audio-capture={microphone}"
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, SPARING, heard])
    pages = []
    for script in ("", TAKE_PLAYED, SUPPRESSES):
        context = await browser.new_context(
            ignore_https_errors=True, locale="en", permissions=["microphone", "camera"]
        )
        for each in (OPENS_ANEW, script):
            await context.add_init_script(each)
        pages.append(await context.new_page())
    teacher, plain, suppressed = pages
    invites = await lesson_of_two(server)
    await people.enter(teacher, invites[0])
    await people.on_page(teacher, "lesson")
    for pupil, invite in ((plain, invites[1]), (suppressed, invites[2])):
        await people.enter(pupil, invite)
        await teacher.get_by_test_id("admit").click(timeout=people.PATIENCE_MS)
        await people.on_page(pupil, "lesson")
        await pupil.get_by_test_id("toggle-camera").click()
    await teacher.get_by_test_id("open-people").click()

    await ask_and_agree(teacher, plain, "Bo Ek")
    await let_the_microphone_hear(plain, microphone)
    await plain.reload()
    await people.on_page(plain, "lesson")
    for pupil, name in ((plain, "Bo Ek"), (suppressed, "Cai Dahl")):
        await ask_and_agree(teacher, pupil, name)
    for name, found in (("Bo Ek", "off"), ("Cai Dahl", "on")):
        row = teacher.get_by_test_id("person").filter(has_text=name)
        cell = row.get_by_test_id("measured-noise_suppression")
        await expect(cell).not_to_have_attribute("data-found", "none", timeout=2 * people.PATIENCE_MS)
        await expect(cell).to_have_attribute("data-found", found)
        await expect(row.get_by_test_id("measured-echo_cancellation")).to_have_attribute("data-found", "off")
        await expect(row.locator('[data-processing="noise_suppression"] td').first).to_have_text("off")
    await expect(plain.get_by_test_id("measured")).to_contain_text("left as it is")
    await expect(suppressed.get_by_test_id("measured")).to_contain_text("Noise suppression is on")
    await browser.close()
