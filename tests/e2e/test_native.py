"""Native ends: with each other through a killed server, and with a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Playwright

from benchmarks.material import read_wav
from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page, heard
from tests.e2e.harness.native import joined
from tests.e2e.harness.server import Server
from tests.e2e.harness.sound import microphones, resemblance

ALIKE = 0.9

pytestmark = pytest.mark.alone


async def test_a_page_and_a_native_end_hear_and_see_each_other(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    sounds = microphones(tmp_path)
    record, picture = tmp_path / "heard.wav", tmp_path / "seen.png"
    device = f"file:{sounds['cello'][0]},loop"
    async with (
        chromium_page(playwright, microphone=sounds["violin"][0], scratch=tmp_path) as page,
        joined(
            server.invite("pupil"), "--device", device, "--record", str(record),
            "--video", "test", "--save-picture", str(picture),
        ) as native,
    ):  # fmt: skip
        await people.enter(page, server.invite("teacher"))
        await page.get_by_test_id("admit").click(timeout=people.PATIENCE_MS)
        await people.connected(page)
        await native.hears()
        await people.seconds_of_sound(page, 6)
        await people.frames_go_on(page)
        at_page = (await heard(page))[-5 * 48_000 :]
        seen = await native.until(lambda said: any(far["picture_frames"] > 15 for far in said.get("far", ())))
        report = await native.leave()
    assert resemblance(sounds["cello"][1], at_page) >= ALIKE - 0.05  # a browser stretches time
    at_native = read_wav(record)[0][:, 0][-6 * 48_000 : -48_000]
    assert resemblance(sounds["violin"][1], at_native) >= ALIKE
    assert seen["far"][0]["picture_delay_ms"] is not None
    assert picture.stat().st_size > 1000
    assert report["far"][0]["packets_received"] > 300


async def test_two_native_ends_lose_no_packet_when_the_server_is_killed_and_comes_back(
    server: Server, tmp_path: Path
) -> None:
    sounds = microphones(tmp_path)
    records = {who: tmp_path / f"{who}.wav" for who in ("teacher", "pupil")}
    async with (
        joined(
            server.invite("teacher"), "--admit", "--profile", "duet", "--record", str(records["teacher"]),
            "--device", f"file:{sounds['violin'][0]},loop",
        ) as teacher,
        joined(
            server.invite("pupil"), "--record", str(records["pupil"]),
            "--device", f"file:{sounds['cello'][0]},loop,drift=50ppm",
        ) as pupil,
    ):  # fmt: skip
        await teacher.hears()
        await pupil.hears()
        await server.kill()
        await pupil.until(lambda said: said.get("phase") == "away")
        await server.start()
        await pupil.until(lambda said: said.get("phase") == "lesson")
        await teacher.until(lambda said: said.get("phase") == "lesson" and said["elapsed_s"] > 8)
        reports = [await end.leave() for end in (pupil, teacher)]
    for report in reports:
        far = report["far"][0]
        assert far["packets_received"] > 1000
        assert far["packets_lost"] == 0
        assert far["connections"] == 1
        assert report["server_outages"] >= 1
    for who, far_part in (("teacher", "cello"), ("pupil", "violin")):
        sound = read_wav(records[who])[0][:, 0].astype(np.float32)
        assert resemblance(sounds[far_part][1], sound[-5 * 48_000 : -48_000]) >= ALIKE
