"""``klangbro bench room-hour``: whether an hour in the room leaves the page as quick and light as it was."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from matplotlib.image import imsave

from benchmarks.frame import Run
from benchmarks.pages.chromium import SPARING
from benchmarks.pages.speed import PATIENCE_MS, chromium, heap_mb, new_page
from benchmarks.processes import ServerPart
from benchmarks.registry import bench

if TYPE_CHECKING:
    from playwright.async_api import Page

MINUTES, QUICK_MINUTES = 60.0, 0.5
LONG_MS = 100.0
_SETTLED_S = 10.0
_STROKE_EVERY_S = 2.0


@bench("room-hour")
def room_hour(
    run: Run,
    minutes: Annotated[
        float | None, typer.Option(min=0.2, help="How long both stay in the room; 60 by default.")
    ] = None,
) -> None:
    """Let two pages meet, with meters running and strokes on a score, and watch memory and long tasks."""
    run.seconds = 60.0 * (minutes or (QUICK_MINUTES if run.quick else MINUTES))
    with ServerPart() as server, tempfile.TemporaryDirectory() as scratch:
        asyncio.run(_measure(run, server.invites, Path(scratch)))


async def _measure(run: Run, invites: dict[str, str], scratch: Path) -> None:
    async with chromium(SPARING) as browser:
        teacher, pupil = await new_page(browser), await new_page(browser)
        await _meet(teacher, pupil, invites)
        await _put_score(teacher, _paper(scratch / "paper.png", run.seed))
        await asyncio.sleep(_SETTLED_S)
        pages = {"teacher": teacher, "pupil": pupil}
        before = {who: await heap_mb(page) for who, page in pages.items()}
        for page in pages.values():
            await page.evaluate("window.__watch.tasks = []")
        strokes = await _draw(teacher, run.seconds)
        for who, page in pages.items():
            tasks = [duration for _, duration in await page.evaluate("window.__watch.tasks")]
            run.figure(f"{who}.heap_growth", await heap_mb(page) - before[who], "MB")
            run.figure(f"{who}.heap", before[who], "MB")
            run.figure(f"{who}.long_tasks", sum(each > LONG_MS for each in tasks), "1", n=len(tasks))
            run.figure(f"{who}.longest_task", max(tasks, default=0.0), "ms", n=len(tasks))
        run.figure("strokes", strokes, "1")


async def _meet(teacher: Page, pupil: Page, invites: dict[str, str]) -> None:
    for page, role in ((teacher, "teacher"), (pupil, "pupil")):
        await page.goto(invites[role])
        await page.get_by_test_id("enter").click(timeout=PATIENCE_MS)
    await teacher.get_by_test_id("admit").click(timeout=PATIENCE_MS)
    for page in (teacher, pupil):
        await page.locator('[data-testid="far-tile"][data-connected="true"]').wait_for(timeout=PATIENCE_MS)


def _paper(path: Path, seed: int) -> Path:
    rng = np.random.default_rng(seed)
    imsave(path, rng.integers(225, 255, (1400, 1000, 3)).astype(np.uint8))
    return path


async def _put_score(teacher: Page, paper: Path) -> None:
    await teacher.get_by_test_id("open-score").click()
    await teacher.get_by_test_id("score-file").set_input_files(str(paper))
    await teacher.locator('[data-painted="1"]').wait_for(timeout=PATIENCE_MS)
    await teacher.get_by_test_id("tool-pen").click()


async def _draw(teacher: Page, seconds: float) -> int:
    """Draw and take back, again and again; how many strokes."""
    box = await teacher.get_by_test_id("score-hand").bounding_box()
    assert box is not None
    strokes, until_s = 0, time.monotonic() + seconds
    while time.monotonic() < until_s:
        x, y = box["x"] + 0.2 * box["width"], box["y"] + 60 + 7 * (strokes % 20)
        await teacher.mouse.move(x, y)
        await teacher.mouse.down()
        for step in range(12):
            await teacher.mouse.move(x + 20 * step, y + 5 * (step % 3))
        await teacher.mouse.up()
        strokes += 1
        await asyncio.sleep(_STROKE_EVERY_S / 2)
        await teacher.get_by_test_id("score-undo").click()
        await asyncio.sleep(_STROKE_EVERY_S / 2)
    return strokes
