"""Chat, notes, homework and the score, from both ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.harness import people
from tests.e2e.harness.house import House, Pair, house
from tests.e2e.harness.sheet import write_sheet
from tests.e2e.harness.sound import microphones

PATIENCE_MS = people.PATIENCE_MS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def building(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("papers")
    async with house(folder, microphone=microphones(folder, seconds=3.0)["violin"][0]) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def pair(building: House) -> AsyncIterator[Pair]:
    async with building.lesson() as met:
        yield met


async def put_score(teacher: Page, pupil: Page, path: Path) -> None:
    """The teacher puts a score on the table; it is painted at both ends."""
    await teacher.get_by_test_id("open-score").click()
    await teacher.get_by_test_id("score-file").set_input_files(str(path))
    for page in (teacher, pupil):
        await painted(page, 1)


async def painted(page: Page, number: int) -> None:
    await expect(page.locator(f'[data-testid="score-page"][data-painted="{number}"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )


async def stroke(page: Page, *places: tuple[float, float]) -> None:
    """Draw with the mouse through these places of the page's width and the view's height."""
    box = await page.get_by_test_id("score-hand").bounding_box()
    assert box is not None
    for index, (x, y) in enumerate(places):
        await page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["width"])
        if index == 0:
            await page.mouse.down()
    await page.mouse.up()


def marks(page: Page) -> Locator:
    return page.get_by_test_id("score-marks").locator("[data-mark]")


async def outlines(page: Page) -> list[str]:
    found: list[str] = await marks(page).evaluate_all("all => all.map(each => each.getAttribute('d'))")
    return found


async def again(page: Page) -> None:
    await page.reload()
    await people.on_page(page, "lesson")


async def test_what_is_typed_is_seen_at_once_and_chat_is_there_after_a_reload(pair: Pair) -> None:
    teacher, pupil = pair
    await pupil.get_by_test_id("open-chat").click()
    await teacher.get_by_test_id("open-chat").click()
    await pupil.get_by_test_id("chat-text").press_sequentially("Which bar")
    await expect(teacher.get_by_test_id("chat-typing")).to_contain_text("Which bar", timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id("chat-lines").locator("li")).to_have_count(0)
    await pupil.get_by_test_id("chat-text").press_sequentially(" is it?")
    await pupil.get_by_test_id("chat-text").press("Enter")
    line = teacher.get_by_test_id("chat-lines").locator("li")
    await expect(line).to_contain_text("Which bar is it?", timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id("chat-typing")).to_have_count(0)
    for page in pair:
        await again(page)
        await page.get_by_test_id("open-chat").click()
        await expect(page.get_by_test_id("chat-lines").locator("li")).to_contain_text(
            "Which bar is it?", timeout=PATIENCE_MS
        )


async def test_notes_and_homework_are_there_for_both_and_the_pupil_ticks(pair: Pair) -> None:
    teacher, pupil = pair
    for page in pair:
        await page.get_by_test_id("open-notes").click()
    await expect(pupil.get_by_test_id("homework-text")).to_have_count(0)
    await teacher.get_by_test_id("homework-text").fill("G major, slowly")
    await teacher.get_by_test_id("homework-text-put").click()
    await pupil.get_by_test_id("notes-text").fill("Elbow low")
    await pupil.get_by_test_id("notes-text-put").click()
    for page in pair:
        homework, notes = page.get_by_test_id("homework"), page.get_by_test_id("notes")
        await expect(homework.get_by_test_id("line")).to_contain_text("G major, slowly", timeout=PATIENCE_MS)
        await expect(notes.get_by_test_id("line")).to_contain_text("Elbow low", timeout=PATIENCE_MS)
    await pupil.get_by_test_id("note-done").check()
    await expect(teacher.get_by_test_id("note-done")).to_be_checked(timeout=PATIENCE_MS)
    await again(teacher)
    await teacher.get_by_test_id("open-notes").click()
    await expect(teacher.get_by_test_id("note-done")).to_be_checked(timeout=PATIENCE_MS)
    await expect(teacher.get_by_test_id("notes")).to_contain_text("Elbow low")


@pytest.mark.wide
async def test_what_is_drawn_is_seen_by_the_other_survives_a_reload_and_undo_takes_ones_own(
    pair: Pair, tmp_path: Path
) -> None:
    teacher, pupil = pair
    await put_score(teacher, pupil, write_sheet(tmp_path / "sonatina.pdf"))
    for page, start in ((teacher, 0.2), (pupil, 0.5)):
        await page.get_by_test_id("tool-pen").click()
        await stroke(page, (start, 0.1), (start + 0.1, 0.15), (start + 0.2, 0.1))
        await expect(marks(teacher)).to_have_count(1 if page is teacher else 2, timeout=PATIENCE_MS)
        await expect(marks(pupil)).to_have_count(1 if page is teacher else 2, timeout=PATIENCE_MS)
    both = await outlines(teacher)
    assert both == await outlines(pupil)
    assert len(set(both)) == 2
    await again(pupil)
    await painted(pupil, 1)
    assert await outlines(pupil) == both
    await teacher.get_by_test_id("score-undo").click()
    for page in pair:
        await expect(marks(page)).to_have_count(1, timeout=PATIENCE_MS)
        assert await outlines(page) == both[1:], "the pupil's stroke, though drawn last, stays"
    await expect(teacher.get_by_test_id("score-undo")).to_be_disabled()
    await teacher.get_by_test_id("score-more").click()
    await teacher.get_by_test_id("score-redo").click()
    await expect(marks(pupil)).to_have_count(2, timeout=PATIENCE_MS)


@pytest.mark.wide
async def test_pages_turn_together_the_pointer_is_seen_and_the_teacher_takes_the_pen_away(
    pair: Pair, tmp_path: Path
) -> None:
    teacher, pupil = pair
    await put_score(teacher, pupil, write_sheet(tmp_path / "sonatina.pdf"))
    await teacher.get_by_test_id("score-next").click()
    for page in pair:
        await painted(page, 2)
    await teacher.get_by_test_id("score-larger").click()
    await teacher.get_by_test_id("score-hand").hover(position={"x": 200, "y": 60})
    await expect(pupil.get_by_test_id("score-pointer")).to_be_visible(timeout=PATIENCE_MS)
    await teacher.get_by_test_id("score-more").click()
    await teacher.get_by_test_id("score-follow").uncheck()
    await teacher.get_by_test_id("score-next").click()
    await painted(teacher, 3)
    await expect(pupil.get_by_test_id("score-page")).to_have_attribute("data-page", "2")
    await teacher.get_by_test_id("score-more").click()
    await teacher.get_by_test_id("score-pupil-draws").uncheck()
    await expect(pupil.get_by_test_id("score-hand")).to_have_count(0, timeout=PATIENCE_MS)
    await pupil.get_by_test_id("score-back").click()
    await painted(pupil, 1)


@pytest.mark.wide
async def test_by_keys_alone_one_sets_a_sign_draws_a_line_and_writes_on_the_page(
    pair: Pair, tmp_path: Path
) -> None:
    teacher, pupil = pair
    await put_score(teacher, pupil, write_sheet(tmp_path / "sonatina.pdf"))
    for tool, keys in (
        ("sign", ["ArrowRight", "Enter"]),
        ("pen", ["Enter", "Shift+ArrowRight", "ArrowDown", "Enter"]),
        ("text", ["Shift+ArrowDown", "Enter"]),
    ):
        await teacher.get_by_test_id(f"tool-{tool}").press("Enter")
        await teacher.get_by_test_id("score-hand").focus()
        for key in keys:
            await teacher.keyboard.press(key)
    await expect(teacher.get_by_test_id("score-words")).to_be_focused()
    await teacher.keyboard.type("softer")
    await teacher.keyboard.press("Enter")
    await expect(marks(pupil)).to_have_count(3, timeout=PATIENCE_MS)
    await expect(pupil.get_by_test_id("score-marks").locator("text")).to_have_text("softer")


@pytest.mark.wide
async def test_a_file_that_is_no_score_is_refused_in_words(pair: Pair, tmp_path: Path) -> None:
    teacher, _ = pair
    wrong = tmp_path / "letter.pdf"
    wrong.write_text("<html>no score</html>")
    await teacher.get_by_test_id("open-score").click()
    await teacher.get_by_test_id("score-file").set_input_files(str(wrong))
    await expect(teacher.get_by_test_id("score-problem")).to_contain_text("PDF", timeout=PATIENCE_MS)
