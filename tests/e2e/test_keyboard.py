"""A whole lesson by keyboard alone, at both ends; the focus is always seen and never covered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from tests.e2e.harness import people
from tests.e2e.harness.keyboard import Keyboard
from tests.e2e.harness.server import Server
from tests.e2e.harness.sheet import write_sheet
from tests.e2e.harness.visit import Visit, visiting

PATIENCE_MS = people.PATIENCE_MS


@pytest.fixture
async def visit(playwright: Playwright, server: Server, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(playwright, server, tmp_path) as started:
        yield started


async def join(visit: Visit, keys: Keyboard) -> None:
    page = keys.page
    await page.goto(visit.pupil_invite)
    await people.on_page(page, "join")
    await keys.press("headphones-on")
    await keys.press("play-tone")
    await expect(page.get_by_test_id("tone-heard")).to_be_visible(timeout=PATIENCE_MS)
    await keys.press("tone-heard")
    await expect(page.get_by_test_id("microphone-done")).to_be_enabled(timeout=PATIENCE_MS)
    await keys.press("microphone-done")
    await keys.press("camera-none")
    await keys.press("enter")
    await people.on_page(page, "waiting")


async def mark(visit: Visit, keys: Keyboard) -> None:
    page = keys.page
    await keys.press("open-score")
    await expect(page.get_by_test_id("score")).to_be_visible(timeout=PATIENCE_MS)
    async with page.expect_file_chooser() as chooser:
        await keys.press("score-add")
    await (await chooser.value).set_files(str(write_sheet(visit.scratch / "Sonatina.pdf", pages=1)))
    await expect(page.locator('[data-painted="1"]')).to_have_count(1, timeout=PATIENCE_MS)
    await keys.press("tool-sign")
    await keys.press("score-hand")
    for end in (page, visit.pupil):
        await expect(end.get_by_test_id("score-marks").locator("[data-mark]")).to_have_count(
            1, timeout=PATIENCE_MS
        )
    await keys.press("close-score")


async def test_a_whole_lesson_needs_no_mouse_and_the_focus_is_always_seen(visit: Visit) -> None:
    teacher, pupil = Keyboard(visit.teacher), Keyboard(visit.pupil)
    await join(visit, pupil)
    await visit.teacher.goto(visit.teacher_invite)
    await people.on_page(visit.teacher, "join")
    await teacher.press("enter")
    await expect(visit.teacher.get_by_test_id("knock")).to_be_visible(timeout=PATIENCE_MS)
    await teacher.press("admit")
    await people.on_page(visit.pupil, "lesson")
    await mark(visit, teacher)
    for panel in ("people", "profile", "notes", "chat"):
        await teacher.press(f"open-{panel}")
        await expect(visit.teacher.get_by_test_id(f"{panel}-panel")).to_be_visible()
        await visit.teacher.keyboard.press("Escape")
        await expect(visit.teacher.get_by_test_id(f"{panel}-panel")).to_have_count(0)
        assert await visit.teacher.evaluate("document.activeElement.dataset.testid") == f"open-{panel}"
    await teacher.press("open-tools")
    await teacher.press("metronome-run")
    await expect(visit.pupil.get_by_test_id("beat-strip")).to_be_visible(timeout=PATIENCE_MS)
    await visit.teacher.keyboard.press("Enter")
    await visit.teacher.keyboard.press("Escape")
    await pupil.press("toggle-microphone")
    await expect(visit.pupil.get_by_test_id("toggle-microphone")).to_have_attribute("data-off", "true")
    await pupil.press("leave")
    await people.on_page(visit.pupil, "left")
    await teacher.press("leave")
    await people.on_page(visit.teacher, "left")
    assert teacher.unseen | pupil.unseen == {}
