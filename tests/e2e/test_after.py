"""What stays of a lesson, from both ends: given, read, printed, taken back; and the next lesson."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Playwright, expect

from signaling.messages import Admission, Admitted
from tests.e2e.harness import people
from tests.e2e.harness.knocker import hear, knocking
from tests.e2e.harness.server import Server
from tests.e2e.harness.sheet import write_sheet
from tests.e2e.harness.visit import Visit, visiting

PATIENCE_MS = people.PATIENCE_MS


@pytest.fixture
async def visit(playwright: Playwright, server: Server, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(playwright, server, tmp_path) as started:
        yield started


async def give_homework(teacher: Page) -> str:
    """Write homework, give the first pupil the reading link, and copy it."""
    await teacher.get_by_test_id("open-notes").click()
    await teacher.get_by_test_id("homework-text").fill("Slow scales")
    await teacher.get_by_test_id("homework-text-put").click()
    await expect(teacher.get_by_test_id("line")).to_have_count(1, timeout=PATIENCE_MS)
    await teacher.get_by_test_id("give-link").click()
    await teacher.get_by_test_id("give-copy").click()
    url: str = await teacher.evaluate("navigator.clipboard.readText()")
    return url


async def draw_on_page_two(teacher: Page, sheet: Path) -> str:
    """Put a score on the table and a sign on its second page; the sign's outline."""
    await teacher.get_by_test_id("open-score").click()
    await teacher.get_by_test_id("score-file").set_input_files(str(sheet))
    await expect(teacher.locator('[data-testid="score-page"][data-painted="1"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )
    await teacher.get_by_test_id("score-next").click()
    await expect(teacher.locator('[data-testid="score-page"][data-painted="2"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )
    await teacher.get_by_test_id("tool-sign").click()
    await teacher.get_by_test_id("score-hand").press("Enter")
    mark = teacher.get_by_test_id("score-marks").locator("[data-mark]")
    await expect(mark).to_have_count(1, timeout=PATIENCE_MS)
    return await mark.get_attribute("transform") or ""


async def test_a_removed_pupil_reads_homework_and_marked_pages_until_the_link_is_taken_back(
    visit: Visit,
) -> None:
    server, teacher, reader = visit.server, visit.teacher, visit.solo
    async with knocking(server, visit.pupil_invite) as pupil:
        await people.enter(teacher, visit.teacher_invite)
        await teacher.get_by_test_id("admit").click(timeout=PATIENCE_MS)
        await hear(pupil, Admitted)
        url = await give_homework(teacher)
        place = await draw_on_page_two(teacher, write_sheet(visit.scratch / "Sonatina.pdf"))
        await teacher.get_by_test_id("open-people").click()
        await teacher.get_by_test_id("remove").click()
        await teacher.get_by_test_id("confirm-remove").click()
        assert (await hear(pupil, Admitted)).state is Admission.REMOVED
    await reader.goto(f"{server.origin}/read{url.split('/read', 1)[1]}")
    await expect(reader.get_by_test_id("read-homework")).to_contain_text("Slow scales", timeout=PATIENCE_MS)
    page = reader.get_by_test_id("read-page")
    await expect(page).to_have_count(1, timeout=PATIENCE_MS)
    await expect(page).to_have_attribute("data-page", "2")
    await expect(page).to_have_attribute("data-painted", "true", timeout=PATIENCE_MS)
    assert await page.locator("[data-mark]").get_attribute("transform") == place
    assert await reader.locator("main").locator("input, textarea, [contenteditable]").count() == 0
    await reader.emulate_media(media="print")
    await expect(reader.get_by_test_id("print")).to_be_hidden()
    await expect(page).to_be_visible()
    await reader.emulate_media(media="screen")
    await reader.get_by_test_id("read-all").click()
    await expect(page).to_have_count(3)
    await teacher.get_by_test_id("open-notes").click()
    await teacher.get_by_test_id("give-back").click()
    await expect(teacher.get_by_test_id("give-link")).to_be_visible(timeout=PATIENCE_MS)
    await reader.reload()
    await people.on_page(reader, "read-gone")


async def test_from_the_end_of_a_lesson_the_next_one_is_a_click_away(visit: Visit) -> None:
    server, teacher = visit.server, visit.teacher
    made = await server.new_lesson(teacher="Anna Lind", pupil="Cai Dahl", instrument="cello")
    host = await teacher.context.new_page()
    await host.goto(f"{server.origin}/new{str(server.said['new_lesson']).split('/new', 1)[1]}")
    await people.on_page(host, "new")
    await people.enter(teacher, visit.teacher_invite)
    await people.on_page(teacher, "lesson")
    await teacher.get_by_test_id("leave").click()
    next_lesson = teacher.get_by_test_id("next-lesson")
    await expect(next_lesson).to_contain_text("Cai Dahl", timeout=PATIENCE_MS)
    assert await teacher.evaluate("JSON.stringify({...localStorage})") == "{}", "no key, no invite is kept"
    await next_lesson.click()
    await people.on_page(teacher, "lesson")
    pupil = next(invite["url"] for invite in made["invites"] if invite["role"] == "pupil")
    async with knocking(server, pupil):
        await expect(teacher.get_by_test_id("knock")).to_contain_text("Cai Dahl", timeout=PATIENCE_MS)
