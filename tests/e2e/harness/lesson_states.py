"""The states of the pages in a lesson; they come after those of the way in."""

from __future__ import annotations

import numpy as np
from playwright.async_api import Page, expect

from benchmarks.material import write_wav
from server.privacy.permission import Purpose
from tests.e2e.harness import people
from tests.e2e.harness.permits import permit, settle
from tests.e2e.harness.rows import Rows
from tests.e2e.harness.sheet import write_sheet
from tests.e2e.harness.visit import Visit

ROWS = Rows()
state = ROWS.state


@state
async def lesson_knock(visit: Visit) -> Page:
    await people.enter(visit.teacher, visit.teacher_invite)
    await expect(visit.teacher.get_by_test_id("knock")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_teacher(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("admit").click()
    await people.on_page(visit.pupil, "lesson")
    for page in (visit.teacher, visit.pupil):
        await people.connected(page)
        await expect(page.locator('[data-state="measuring"]')).to_have_count(0, timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_pupil(visit: Visit) -> Page:
    return visit.pupil


async def _panel(page: Page, name: str) -> Page:
    await page.get_by_test_id(f"open-{name}").click()
    await expect(page.get_by_test_id(f"{name}-panel")).to_be_visible()
    return page


@state
async def lesson_profile(visit: Visit) -> Page:
    for page in () if visit.pictures else (visit.teacher, visit.pupil):
        await page.get_by_test_id("toggle-camera").click()
    return await _panel(visit.teacher, "profile")


@state
async def lesson_people(visit: Visit) -> Page:
    await _panel(visit.teacher, "people")
    await visit.teacher.get_by_test_id("help").locator("summary").click()
    return visit.teacher


@state
async def lesson_codes(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("help").locator("summary").click()
    await visit.teacher.get_by_test_id("codes").locator("summary").click()
    await visit.teacher.get_by_test_id("make-code").click()
    await expect(visit.teacher.get_by_test_id("made-code")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_ask_measure(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("codes").locator("summary").click()
    await visit.teacher.get_by_test_id("help").locator("summary").click()
    await visit.teacher.get_by_test_id("ask-measure").click()
    await expect(visit.pupil.get_by_test_id("answer-yes")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_measuring(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("answer-yes").click()
    await expect(visit.pupil.get_by_test_id("measuring")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_measured(visit: Visit) -> Page:
    await expect(visit.pupil.get_by_test_id("measured")).to_be_visible(timeout=2 * people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_measured_teacher(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("measured").get_by_role("button").last.click()
    await visit.teacher.get_by_test_id("reply").get_by_role("button").click()
    return visit.teacher


@state
async def lesson_asked(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("ask").click()
    await expect(visit.pupil.get_by_test_id("asked-me")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_remove(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("answer-no").click()
    await visit.teacher.get_by_test_id("remove").click()
    return visit.teacher


@state
async def lesson_quality(visit: Visit) -> Page:
    await visit.teacher.keyboard.press("Escape")
    await visit.teacher.get_by_test_id("reply").get_by_role("button").click()
    await visit.teacher.get_by_test_id("open-people").click()
    await visit.teacher.locator(".quality-line").click()
    await visit.teacher.get_by_test_id("advice-why").locator("summary").click()
    return visit.teacher


def _tool(name: str) -> None:
    async def reach(visit: Visit) -> Page:
        if not await visit.teacher.get_by_test_id("tools-panel").is_visible():
            await _panel(visit.teacher, "tools")
        await visit.teacher.get_by_test_id(f"tool-{name}").click()
        return visit.teacher

    reach.__name__ = f"lesson_{name}"
    state(reach)


for _name in ("metronome", "tuner", "tone", "keyboard", "track", "timer", "layout"):
    _tool(_name)


@state
async def lesson_tempos(visit: Visit) -> Page:
    """The teacher's own, kept by name."""
    teacher = visit.teacher
    await teacher.get_by_test_id("tool-metronome").click()
    await teacher.get_by_test_id("presets").locator("summary").click()
    for name in ("Bourrée, page 12", "Slow scales"):
        await teacher.get_by_test_id("preset-name").fill(name)
        await teacher.get_by_test_id("preset-keep").click()
    await expect(teacher.get_by_test_id("preset")).to_have_count(2, timeout=people.PATIENCE_MS)
    return teacher


@state
async def lesson_track_ready(visit: Visit) -> Page:
    teacher = visit.teacher
    await teacher.get_by_test_id("tool-track").click()
    track = visit.scratch / "Andante.wav"
    write_wav(track, np.zeros((96_000, 1), np.float32))
    await teacher.get_by_test_id("track-file").set_input_files(str(track))
    await expect(teacher.get_by_test_id("track-which")).to_be_visible(timeout=people.PATIENCE_MS)
    await expect(teacher.locator('[data-phase="ready"]')).to_have_count(1, timeout=people.PATIENCE_MS)
    return teacher


@state
async def lesson_recording_off(visit: Visit) -> Page:
    """The teacher wished to, and the pupil has withdrawn the permission."""
    settle(visit.server)
    permit(visit.server, True, Purpose.RECORDING)
    permit(visit.server, False, Purpose.RECORDING)
    await visit.teacher.get_by_test_id("tool-recording").click()
    await visit.teacher.get_by_test_id("start-recording").click()
    await expect(visit.teacher.get_by_test_id("recording-off")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_recording(visit: Visit) -> Page:
    permit(visit.server, True, Purpose.RECORDING, Purpose.CLIPS)
    await visit.teacher.get_by_test_id("start-recording").click()
    for page in (visit.teacher, visit.pupil):
        await expect(page.get_by_test_id("recording-running")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_recording_pupil(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("mark-moment").click()
    await expect(visit.pupil.get_by_test_id("marked-count")).to_contain_text("1", timeout=people.PATIENCE_MS)
    return visit.pupil


async def _stop_recording(visit: Visit) -> None:
    await visit.pupil.get_by_test_id("stop-recording").click()
    for page in (visit.teacher, visit.pupil):
        close = page.get_by_test_id("recording-off").get_by_test_id("close-note")
        await close.click(timeout=people.PATIENCE_MS)


@state
async def lesson_second_camera(visit: Visit) -> Page:
    await _stop_recording(visit)
    await visit.pupil.get_by_test_id("second-camera").click(timeout=people.PATIENCE_MS)
    seen = visit.pupil.locator('[data-testid="second-preview"][data-frames]:not([data-frames="0"])')
    await expect(seen).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_chat(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("second-no").click()
    await _panel(visit.teacher, "chat")
    await visit.teacher.get_by_test_id("chat-text").fill("Shall we begin with the scale?")
    await visit.teacher.keyboard.press("Enter")
    await _panel(visit.pupil, "chat")
    await expect(visit.pupil.get_by_text("Shall we begin")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def lesson_notes(visit: Visit) -> Page:
    teacher = visit.teacher
    await _panel(teacher, "notes")
    for list_, text in (("homework", "G major, slowly, two octaves"), ("notes", "Bow from the elbow")):
        await teacher.get_by_test_id(f"{list_}-text").fill(text)
        await teacher.get_by_test_id(f"{list_}-text-put").click()
        await expect(teacher.get_by_test_id(list_).get_by_test_id("line")).to_have_count(
            1, timeout=people.PATIENCE_MS
        )
    await teacher.get_by_test_id("give-link").click()
    await expect(teacher.get_by_test_id("give-copy")).to_be_visible(timeout=people.PATIENCE_MS)
    return teacher


@state
async def lesson_example(visit: Visit) -> Page:
    """The teacher has played something for the homework, and hears it before it is given."""
    teacher = visit.teacher
    await teacher.get_by_test_id("example-record").click()
    await teacher.get_by_test_id("example-start").click(timeout=people.PATIENCE_MS)
    await expect(teacher.get_by_role("timer")).to_contain_text("1", timeout=people.PATIENCE_MS)
    await teacher.get_by_test_id("example-stop").click()
    await expect(teacher.get_by_test_id("example-own")).to_be_visible(timeout=people.PATIENCE_MS)
    return teacher


@state
async def lesson_example_put(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("example-put").click()
    await expect(visit.teacher.get_by_test_id("example-listen")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_score_empty(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("open-notes").click()
    await visit.teacher.get_by_test_id("open-score").click()
    await expect(visit.teacher.get_by_test_id("score")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.teacher


@state
async def lesson_score(visit: Visit) -> Page:
    teacher = visit.teacher
    sheet = write_sheet(visit.scratch / "Sonatina.pdf", pages=3)
    await teacher.get_by_test_id("score-file").set_input_files(str(sheet))
    await _painted(teacher)
    await teacher.get_by_test_id("tool-sign").click()
    await teacher.get_by_test_id("score-hand").focus()
    for key in ("ArrowDown", "Shift+ArrowRight", "Enter"):
        await teacher.keyboard.press(key)
    await expect(teacher.get_by_test_id("score-marks").locator("[data-mark]")).to_have_count(
        1, timeout=people.PATIENCE_MS
    )
    # Its own mark can be taken back once the room has it.
    await expect(teacher.get_by_test_id("score-undo")).to_be_enabled(timeout=people.PATIENCE_MS)
    return teacher


@state
async def lesson_score_pupil(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("open-chat").click()
    await _painted(visit.pupil)
    return visit.pupil


async def _painted(page: Page) -> None:
    await expect(page.locator('[data-testid="score-page"][data-painted="1"]')).to_have_count(
        1, timeout=people.PATIENCE_MS
    )
