"""Two pages record a lesson: not a byte before permission, a clip in its place, and nothing stays behind."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from playwright.async_api import Page, Route, expect

from benchmarks.material import write_wav
from rtc.flac import read_sound
from rtc.stems import CLIP_AFTER_S, CLIP_BEFORE_S
from server.privacy.permission import Purpose
from tests.e2e.harness import people
from tests.e2e.harness.house import House, house
from tests.e2e.harness.permits import permit, settle
from tests.e2e.harness.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
ONSETS = (Path(__file__).with_name("harness") / "onsets.js").read_text()
RATE_HZ = 48_000
PERIOD_S, TONE_S = 1.7, 0.1
OFF_S = 0.020
LOST_S = 1.0
ALONE_S = 0.25
PATIENCE_MS = people.PATIENCE_MS
log = logging.getLogger(__name__)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("takes")
    sound = np.zeros((round(PERIOD_S * RATE_HZ), 1), np.float32)
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(round(TONE_S * RATE_HZ)) / RATE_HZ + np.pi / 2)
    sound[RATE_HZ : RATE_HZ + len(tone), 0] = tone
    write_wav(folder / "tones.wav", sound)
    async with house(folder, microphone=folder / "tones.wav", scripts=(ONSETS,)) as started:
        yield started


async def kept(page: Page) -> dict[str, int]:
    found: dict[str, int] = await page.evaluate("window.__kept()")
    return found


async def start(teacher: Page, state: str) -> None:
    if not await teacher.get_by_test_id("start-recording").is_visible():
        await teacher.get_by_test_id("open-tools").click()
        await teacher.get_by_test_id("tool-recording").click()
    await teacher.get_by_test_id("start-recording").click(timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id(f"recording-{state}")).to_be_visible(timeout=PATIENCE_MS)


def recorded(server: Server) -> list[Path]:
    return [path for path in (server.data_dir / "recordings").rglob("*") if path.is_file()]


async def a_marked_moment(teacher: Page, pupil: Page) -> None:
    """Record until a clip would be whole, marked by the pupil with the keyboard."""
    await start(teacher, "running")
    await expect(pupil.get_by_test_id("recording-running")).to_be_visible(timeout=PATIENCE_MS)
    await pupil.evaluate("window.__microphoneFor(1.0)")
    await pupil.keyboard.press("Alt+m")
    for page in (teacher, pupil):
        await expect(page.get_by_test_id("marked-count")).to_contain_text("1", timeout=PATIENCE_MS)
    await teacher.evaluate("seconds => window.__microphoneFor(seconds)", CLIP_AFTER_S + 0.8)


async def leave(page: Page) -> None:
    await page.get_by_test_id("leave").click()
    await people.on_page(page, "left")


async def test_a_marked_moment_of_two_pages_is_a_clip_and_nothing_is_kept_without_permission(
    home: House,
) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        await start(teacher, "off")
        await expect(teacher.get_by_test_id("recording-off")).to_contain_text("Bo Ek")
        assert [await kept(page) for page in (teacher, pupil)] == [{}, {}], "nothing before permission"
        assert recorded(home.server) == []
        permit(home.server, True, Purpose.RECORDING, Purpose.CLIPS)
        await the_clip_is_in_its_place(home, teacher, pupil)
        for page in (teacher, pupil):
            await page.get_by_test_id("drop-rest").click(timeout=PATIENCE_MS)
            await expect(page.get_by_test_id("send-done")).to_be_visible(timeout=PATIENCE_MS)
            assert await kept(page) == {}, "nothing stays in the browser"
        await is_read_later(pupil)
        await expect(pupil.get_by_test_id("clip-listen")).to_be_visible(timeout=PATIENCE_MS)
        permit(home.server, False, Purpose.CLIPS)
        await pupil.get_by_test_id("clip-listen").click(timeout=PATIENCE_MS)
        await expect(pupil.get_by_text("not there any more")).to_be_visible(timeout=PATIENCE_MS)


async def the_clip_is_in_its_place(home: House, teacher: Page, pupil: Page) -> None:
    """Record a moment, leave, and find in the clip what both microphones heard, at its time."""
    for page in (teacher, pupil):
        await page.evaluate("void window.__listen()")
    before = set(clips(home.server))
    await a_marked_moment(teacher, pupil)
    await pupil.get_by_test_id("stop-recording").click()
    await expect(teacher.get_by_test_id("recording-off")).to_contain_text("Bo Ek", timeout=PATIENCE_MS)
    truth = [await page.evaluate("window.__onsets()") for page in (teacher, pupil)]
    await leave(pupil)
    await leave(teacher)
    await teacher.get_by_test_id("give-link").click(timeout=PATIENCE_MS)
    seconds = await listen(teacher)
    (clip,) = set(clips(home.server)) - before
    sound = np.concatenate(list(read_sound(clip)))
    assert seconds == pytest.approx(len(sound) / RATE_HZ, abs=0.001), "the bar is as long as the clip"
    in_place(await take_of(teacher), sound, truth)


def clips(server: Server) -> list[Path]:
    return [path for path in recorded(server) if path.name == "clip-1.flac"]


async def is_read_later(pupil: Page) -> None:
    """The pupil's reading page plays it too."""
    page = await pupil.context.new_page()
    link = pupil.get_by_test_id("own-reading").get_by_role("link")
    await page.goto(await link.evaluate("link => link.href", timeout=PATIENCE_MS))
    await people.on_page(page, "read")
    await listen(page)
    await page.close()


async def listen(page: Page) -> float:
    """Play the clip; how long its bar says that it is, s."""
    await page.get_by_test_id("clip-listen").click(timeout=2 * PATIENCE_MS)
    sound = page.get_by_test_id("clip-sound")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        seconds: float = await sound.evaluate(
            "one => new Promise((done) => { const look = () => one.currentTime > 0.2 && done(one.duration);"
            " one.addEventListener('timeupdate', look); look(); })"
        )
    return seconds


async def take_of(page: Page) -> dict[str, Any]:
    """What the server says of the lesson's take."""
    listed = await page.evaluate(
        """async () => {
          const token = sessionStorage.getItem("klangbro.invite");
          const headers = { Authorization: `Bearer ${token}` };
          return (await fetch("/api/lesson/recordings", { headers })).json();
        }"""
    )
    take: dict[str, Any] = listed["takes"][0]
    return take


def in_place(take: dict[str, Any], clip: NDArray[np.float32], truth: list[list[float]]) -> None:
    """Every tone that a microphone heard is in the clip when it was heard."""
    end_s = take["marks"][0]["at_s"] + CLIP_AFTER_S
    begin_s = end_s - len(clip) / RATE_HZ
    assert CLIP_AFTER_S < len(clip) / RATE_HZ <= CLIP_BEFORE_S + CLIP_AFTER_S
    loud = np.flatnonzero(np.abs(clip).max(axis=1) > 0.05)
    assert len(loud)
    found = begin_s + loud / RATE_HZ
    all_s = sorted(at_s for each in truth for at_s in each)
    errors = []
    for at_s in all_s:
        alone = all(not 0 < at_s - other < ALONE_S for other in all_s)
        if alone and begin_s + 0.3 < at_s < end_s - 0.3:
            later = found[found > at_s - ALONE_S / 2]
            errors.append(float(later[0] - at_s))
    assert len(errors) >= 2, "tones close to the other end's are not told apart"
    off_ms = [round(1000 * each, 1) for each in errors]
    log.info("tones in the clip against the microphones, ms: %s", off_ms)
    assert max(map(abs, errors)) <= OFF_S, off_ms


@pytest.mark.wide
async def test_a_browser_that_hands_out_no_captured_sound_records_through_its_audio_thread(
    home: House,
) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        permit(home.server, True, Purpose.RECORDING, Purpose.CLIPS)
        for page in (teacher, pupil):
            await page.evaluate("delete window.MediaStreamTrackProcessor")
        await the_clip_is_in_its_place(home, teacher, pupil)


@pytest.mark.wide
async def test_a_page_that_is_killed_loses_less_than_a_second(home: House) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        permit(home.server, True, Purpose.RECORDING)
        await pupil.evaluate("void window.__listen()")
        await start(teacher, "running")
        await pupil.evaluate("window.__microphoneFor(5.0)")
        killed_s = time.time()
        await kill(pupil)
        after = await pupil.context.new_page()
        # Nothing of ours runs there, to send what is left over.
        await after.goto(f"{home.server.origin}/api/lesson/recordings")
        begin_s, end_s = (await pieces(after))[-1]
        lost_s = killed_s - end_s
        log.info("lost by a killed page, s: %.3f", lost_s)
        assert end_s - begin_s > 4.0
        assert lost_s < LOST_S


async def kill(page: Page) -> None:
    """Its tab crashes: nothing of it runs to its end."""
    tools = await page.context.new_cdp_session(page)
    async with page.expect_event("crash"):
        crash = asyncio.create_task(tools.send("Page.crash"))
    crash.cancel()
    await asyncio.gather(crash, return_exceptions=True)


async def pieces(page: Page) -> list[tuple[float, float]]:
    """From when to when, in lesson time, each tape in its browser goes, one after the other."""
    taped = await page.evaluate("window.__taped()")
    return sorted(
        (at_s - frame / RATE_HZ, at_s + (frames - frame) / RATE_HZ) for frames, (frame, at_s, _) in taped
    )


@pytest.mark.wide
@pytest.mark.parametrize("permitted", [True, False], ids=["permitted", "withdrawn"])
async def test_what_a_killed_page_left_is_sent_at_the_next_visit_or_deleted_unseen(
    home: House, permitted: bool
) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        permit(home.server, True, Purpose.RECORDING, Purpose.CLIPS)
        before = recorded(home.server)
        await pupil.evaluate("void window.__listen()")
        await start(teacher, "running")
        await pupil.evaluate("window.__microphoneFor(3.0)")
        await pupil.keyboard.press("Alt+m")
        await expect(teacher.get_by_test_id("marked-count")).to_contain_text("1", timeout=PATIENCE_MS)
        await pupil.evaluate("window.__microphoneFor(1.0)")
        await kill(pupil)
        await teacher.get_by_test_id("stop-recording").click()
        await expect(teacher.get_by_test_id("recording-off")).to_be_visible(timeout=PATIENCE_MS)
        if not permitted:
            permit(home.server, False, Purpose.RECORDING)
        after = await pupil.context.new_page()
        await after.goto(home.server.origin)  # not the lesson: any page of ours
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while await kept(after):
                await after.evaluate("new Promise((done) => requestAnimationFrame(done))")
        sent = [path for path in recorded(home.server) if path not in before]
        assert [path.name for path in sent if path.name == "sound"] == (["sound"] if permitted else [])
        if not permitted:
            assert sent == []


@pytest.mark.wide
async def test_another_microphone_goes_on_in_a_piece_of_its_own_and_nothing_is_doubled(home: House) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        permit(home.server, True, Purpose.RECORDING)
        await pupil.evaluate("void window.__listen()")
        await start(teacher, "running")
        await pupil.evaluate("window.__microphoneFor(4.0)")
        await pupil.locator(".quality-line").click()
        chosen = pupil.get_by_test_id("choose-audio")
        await chosen.select_option(index=await chosen.locator("option").count() - 1)
        await pupil.evaluate("window.__microphoneFor(4.0)")
        await teacher.get_by_test_id("stop-recording").click()
        await expect(pupil.get_by_test_id("recording-off")).to_be_visible(timeout=PATIENCE_MS)
        (first, second) = await pieces(pupil)
        gap_s = second[0] - first[1]
        log.info("pieces of %s s, apart by %.3f s", [round(e - b, 2) for b, e in (first, second)], gap_s)
        assert -OFF_S < gap_s < LOST_S
        assert min(end_s - begin_s for begin_s, end_s in (first, second)) > 2.0


@pytest.mark.wide
async def test_a_withdrawn_permission_stops_both_pages_and_takes_the_sound_away(
    home: House,
) -> None:
    async with home.lesson() as (teacher, pupil):
        settle(home.server)
        permit(home.server, True, Purpose.RECORDING)
        before = recorded(home.server)
        for page in (teacher, pupil):
            await page.evaluate("void window.__listen()")
        await start(teacher, "running")
        await pupil.evaluate("window.__microphoneFor(2.0)")
        for page in (teacher, pupil):
            assert max((await kept(page)).values()) > RATE_HZ
        began_s = time.time()
        permit(home.server, False, Purpose.RECORDING)
        last_s = await asyncio.gather(*(stands_still(page) for page in (teacher, pupil)))
        took_s = [each - began_s for each in last_s]
        log.info("from the withdrawal to the last byte, s: %s", [round(each, 3) for each in took_s])
        await expect(pupil.get_by_test_id("recording-off")).to_be_visible(timeout=PATIENCE_MS)
        for page in (teacher, pupil):
            await leave(page)
            await expect(page.get_by_test_id("send-done")).to_be_visible(timeout=PATIENCE_MS)
            assert await kept(page) == {}
        assert recorded(home.server) == before


async def stands_still(page: Page) -> float:
    """Unix time at which its files grew last, once they have not for a second and a half."""
    last: float = await page.evaluate(
        """() => new Promise((done) => {
          let size = -1, at = 0;
          const look = async () => {
            const now = Object.values(await window.__kept()).reduce((sum, each) => sum + each, 0);
            const clock = (performance.timeOrigin + performance.now()) / 1000;
            if (now !== size) [size, at] = [now, clock];
            if (clock - at > 1.5) done(at);
            else setTimeout(look, 20);
          };
          void look();
        })"""
    )
    return last


@pytest.mark.wide
async def test_a_server_that_is_killed_amid_an_upload_has_every_byte_once(home: House) -> None:
    server = home.server
    async with home.lesson() as (teacher, pupil):
        settle(server)
        permit(server, True, Purpose.RECORDING, Purpose.CLIPS)
        await teacher.evaluate("void window.__listen()")
        await start(teacher, "running")
        await teacher.evaluate("window.__microphoneFor(16)")
        await teacher.get_by_test_id("stop-recording").click()
        await expect(pupil.get_by_test_id("recording-off")).to_be_visible(timeout=PATIENCE_MS)
        (wanted,) = await teacher.evaluate("window.__sumOfSound()")
        await leave(pupil)
        await leave(teacher)
        killed = await kill_at_the_second_chunk(teacher, server)
        await teacher.get_by_test_id("send-all").click(timeout=PATIENCE_MS)
        await expect(teacher.get_by_test_id("send-done")).to_be_visible(timeout=2 * PATIENCE_MS)
        assert killed == [True]
        sounds = [path.read_bytes() for path in recorded(server) if path.name == "sound"]
        assert [hashlib.sha256(sound[44:]).hexdigest() for sound in sounds].count(wanted) == 1
        assert await kept(teacher) == {}


async def kill_at_the_second_chunk(page: Page, server: Server) -> list[bool]:
    killed: list[bool] = []

    async def chunk(route: Route) -> None:
        if not killed and route.request.url.endswith("/1"):
            killed.append(True)
            await server.kill()
            await route.abort()
            await server.start()
            return
        await route.continue_()

    await page.route("**/api/lesson/recordings/*/*/*", chunk)
    return killed
