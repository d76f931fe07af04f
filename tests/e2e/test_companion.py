"""A lesson page hands its sound to the companion beside it, and has it back when the companion is killed."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Page, Playwright, expect

from benchmarks.material import write_wav
from tests.e2e.harness import people
from tests.e2e.harness.browser import chromium_page
from tests.e2e.harness.server import ROOT, Server

pytestmark = pytest.mark.alone

PLAYED = Path(__file__).with_name("harness") / "played.js"
PAGE_HZ, PUPIL_HZ, COMPANION_HZ = 660.0, 550.0, 440.0
WINDOW = 960  # 20 ms
LOUD = 0.03
Floats = NDArray[np.float32]


def _tone(path: Path, hz: float) -> Path:
    write_wav(
        path, (0.3 * np.sin(2 * np.pi * hz * np.arange(6 * 48_000) / 48_000)).astype(np.float32)[:, None]
    )
    return path


def _levels(samples: Floats, hz: float) -> Floats:
    """Amplitude of a tone in each window."""
    turn = np.hanning(WINDOW) * np.exp(-2j * np.pi * hz * np.arange(WINDOW) / 48_000)
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    return np.asarray(4 * np.abs(windows @ turn) / WINDOW, np.float32)


def _longest_ms(quiet: NDArray[np.bool_]) -> float:
    """The longest run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0)) * WINDOW / 48


async def _played(page: Page, blocks: int = 0) -> Floats:
    """All that the page has played, or the last blocks of 1024 samples."""
    raw = base64.b64decode(await page.evaluate("blocks => window.__takePlayed(blocks)", blocks))
    return np.frombuffer(raw, np.int16).astype(np.float32) / 32767.0


async def _hears(page: Page, hz: float) -> None:
    """Wait until the page plays that tone."""
    async with asyncio.timeout(people.PATIENCE_MS / 1000):
        while _levels(await _played(page, 10), hz).min(initial=1.0) < LOUD:
            await asyncio.sleep(0.2)


@asynccontextmanager
async def _companion(home: Path) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "klangbro", "companion", "run", "--device", f"tone:{COMPANION_HZ}", "--print-code",
        "--record", str(home / "heard.wav"),
        cwd=ROOT, stdout=PIPE, env=os.environ | {"XDG_CONFIG_HOME": str(home)},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _pair(page: Page, companion: Process) -> None:
    """As a teacher does it: the panel, the number, the number typed."""
    await page.get_by_test_id("open-profile").click()
    part = page.get_by_test_id("companion")
    async with asyncio.timeout(people.PATIENCE_MS / 1000):
        while await part.get_attribute("data-stage") != "unpaired":  # it may still be starting
            if await part.get_attribute("data-stage") in ("unknown", "absent"):
                await page.get_by_test_id("companion-act").click()
            await asyncio.sleep(0.1)
    await page.get_by_test_id("companion-act").click()
    assert companion.stdout is not None
    line = (await asyncio.wait_for(companion.stdout.readline(), people.PATIENCE_MS / 1000)).decode()
    await page.get_by_test_id("companion-code").fill(line.rsplit(":", 1)[1])
    await page.get_by_test_id("companion-confirm").click()


async def test_the_sound_goes_over_to_the_companion_and_comes_back_when_it_is_killed(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        teacher, pupil = [
            await stack.enter_async_context(
                chromium_page(playwright, microphone=_tone(tmp_path / f"{hz}.wav", hz), scratch=tmp_path)
            )
            for hz in (PAGE_HZ, PUPIL_HZ)
        ]
        companion = await stack.enter_async_context(_companion(tmp_path))
        for page in (teacher, pupil):
            await page.add_init_script(path=PLAYED)
        await people.meet(teacher, pupil, (server.invite("teacher"), server.invite("pupil")))
        await _hears(pupil, PAGE_HZ)
        await _hears(teacher, PUPIL_HZ)
        before = len(await _played(pupil))

        await _pair(teacher, companion)
        part = teacher.get_by_test_id("companion")
        await expect(part).to_have_attribute("data-stage", "carrying", timeout=people.PATIENCE_MS)
        await _hears(pupil, COMPANION_HZ)
        await asyncio.sleep(1.5)
        assert _levels(await _played(teacher, 24), PUPIL_HZ).max() < LOUD  # this page is silent
        over = (await _played(pupil))[before:]

        companion.kill()
        await expect(part).to_have_attribute("data-stage", "lost", timeout=people.PATIENCE_MS)
        await _hears(pupil, PAGE_HZ)
        await _hears(teacher, PUPIL_HZ)
        await expect(teacher.get_by_test_id("companion-lost")).to_be_visible()
        back = (await _played(pupil))[before + len(over) :]

    np.save("/tmp/e5_over.npy", over); np.save("/tmp/e5_back.npy", back)
    for name, heard in (("over", over), ("back", back)):
        page_hz, companion_hz = _levels(heard, PAGE_HZ), _levels(heard, COMPANION_HZ)
        silent_ms = _longest_ms((page_hz < LOUD) & (companion_hz < LOUD))
        both_ms = _longest_ms((page_hz > LOUD) & (companion_hz > LOUD))
        print(f"{name}: silent {silent_ms:.0f} ms, both {both_ms:.0f} ms")
        assert silent_ms < 1500
        assert both_ms < 100
