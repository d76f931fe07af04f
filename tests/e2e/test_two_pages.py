"""Two browsers meet: sound and picture arrive, the door holds, a killed server is not heard."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page, heard
from tests.e2e.harness.server import Server
from tests.e2e.harness.sound import microphones, resemblance

ALIKE = 0.85  # Opus at 128 kb/s and a browser's time-stretch between the two

pytestmark = pytest.mark.alone


@pytest.fixture
async def pages(playwright: Playwright, tmp_path: Path) -> AsyncIterator[dict[str, Page]]:
    sounds = microphones(tmp_path)
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(
                chromium_page(playwright, microphone=sounds[part][0], scratch=tmp_path)
            )
            for name, part in (("teacher", "violin"), ("pupil", "cello"))
        }


def invites(server: Server) -> tuple[str, str]:
    return server.invite("teacher"), server.invite("pupil")


async def test_each_page_hears_the_other_and_sees_its_picture(
    server: Server, pages: dict[str, Page], tmp_path: Path
) -> None:
    sounds = microphones(tmp_path)
    teacher, pupil = pages["teacher"], pages["pupil"]
    await people.meet(teacher, pupil, invites(server))
    for page, far, own in ((teacher, "cello", "violin"), (pupil, "violin", "cello")):
        await people.seconds_of_sound(page, 6)
        sound = (await heard(page))[-5 * 48_000 :]
        alike = resemblance(sounds[far][1], sound)
        assert alike >= ALIKE
        assert alike > resemblance(sounds[own][1], sound)
        await people.frames_go_on(page)
        await expect(page.get_by_test_id("far-video").first).to_have_attribute(
            "data-picture-delay-ms", re.compile(r"^\d+"), timeout=people.PATIENCE_MS
        )


async def test_nobody_enters_whom_the_teacher_has_not_let_in_and_a_removed_pupil_stays_out(
    server: Server, pages: dict[str, Page]
) -> None:
    teacher, pupil = pages["teacher"], pages["pupil"]
    await people.enter(pupil, server.invite("pupil"))
    await people.on_page(pupil, "waiting")
    await people.enter(teacher, server.invite("teacher"))
    await expect(teacher.get_by_test_id("knock")).to_be_visible(timeout=people.PATIENCE_MS)
    assert await pupil.evaluate("window.__connections.length") == 0
    await people.on_page(pupil, "waiting")
    await teacher.get_by_test_id("admit").click()
    await people.on_page(pupil, "lesson")
    await people.connected(pupil)
    await teacher.get_by_test_id("open-people").click()
    await teacher.get_by_test_id("remove").click()
    await teacher.get_by_test_id("confirm-remove").click()
    await people.on_page(pupil, "removed")
    await people.enter(pupil, server.invite("pupil"))
    await people.on_page(pupil, "removed")


async def test_a_killed_server_has_the_same_lesson_and_the_sound_never_stops(
    server: Server, pages: dict[str, Page]
) -> None:
    teacher, pupil = pages["teacher"], pages["pupil"]
    await people.meet(teacher, pupil, invites(server))
    await people.seconds_of_sound(pupil, 2)
    before = await received(pupil)
    await server.kill()
    await expect(pupil.get_by_test_id("away")).to_be_visible(timeout=people.PATIENCE_MS)
    await people.seconds_of_sound(pupil, 3)
    await server.start()
    await expect(pupil.get_by_test_id("away")).to_have_count(0, timeout=60_000)
    await expect(teacher.get_by_test_id("away")).to_have_count(0, timeout=60_000)
    await people.on_page(pupil, "lesson")
    await people.seconds_of_sound(pupil, 2)
    after = await received(pupil)
    assert after["connections"] == before["connections"] == 1
    assert after["packets"] - before["packets"] >= 300
    assert after["lost"] == before["lost"]


async def received(page: Page) -> dict[str, int]:
    """Audio packets received and lost over all connections this page has made."""
    counts: dict[str, int] = await page.evaluate(
        """async () => {
          let packets = 0, lost = 0;
          for (const connection of window.__connections)
            for (const stat of (await connection.getStats()).values())
              if (stat.type === "inbound-rtp" && stat.kind === "audio") {
                packets += stat.packetsReceived;
                lost += stat.packetsLost;
              }
          return { packets, lost, connections: window.__connections.length };
        }"""
    )
    return counts
