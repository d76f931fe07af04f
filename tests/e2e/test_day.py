"""A teacher's day: one child after the other in one room, and nothing of the last one stays."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.async_api import CDPSession, Page, Playwright, expect

from benchmarks.material import write_wav
from signaling.messages import Admitted, Chat
from signaling.paper_messages import Note, WriteNote
from tests.e2e.harness import people
from tests.e2e.harness.knocker import hear, knocking
from tests.e2e.harness.server import Server
from tests.e2e.harness.visit import Visit, visiting
from tests.e2e.harness.walk import WIDE

PATIENCE_MS = people.PATIENCE_MS
LESSONS = 10 if WIDE else 3
GROWTH_BYTES = 2_000_000
COUNT_OPENINGS = """
  window.__opened = 0;
  window.__connections = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (...wanted) => { window.__opened += 1; return open(...wanted); };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...given) { super(...given); window.__connections.push(new WeakRef(this)); }
  };
"""
STANDING = """() => window.__connections
  .filter((each) => (each.deref()?.connectionState ?? "closed") !== "closed").length"""


@pytest.fixture
async def visit(playwright: Playwright, server: Server, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(playwright, server, tmp_path) as started:
        await started.teacher.add_init_script(COUNT_OPENINGS)
        yield started


async def invites(server: Server, count: int) -> tuple[str, list[str]]:
    """One lesson of the teacher's and so many pupils' invites to it."""
    made = await server.new_lesson(teacher="Anna Lind", pupil="Child 0", instrument="violin")
    key = str(server.said["new_lesson"]).split("#k=", 1)[1]
    path = f"{server.origin}/api/lessons/{made['lesson']['id']}/invites"
    urls = [invite["url"] for invite in made["invites"]]
    async with httpx.AsyncClient(verify=False, headers={"Authorization": f"Bearer {key}"}) as client:
        for number in range(1, count):
            answer = await client.post(path, json={"role": "pupil", "name": f"Child {number}"})
            urls.append(answer.raise_for_status().json()["url"])
    return urls[0], urls[1:]


async def heap_bytes(devtools: CDPSession) -> int:
    """What is in use after everything that can go has gone."""
    for _ in range(2):
        await devtools.send("HeapProfiler.collectGarbage")
    usage: dict[str, Any] = await devtools.send("Runtime.getHeapUsage")
    return int(usage["usedSize"])


async def in_memory(devtools: CDPSession, traces: Iterable[str]) -> set[str]:
    """Those of some words that the page's memory still knows, in a text of any length."""
    for _ in range(2):
        await devtools.send("HeapProfiler.collectGarbage")
    chunks: list[str] = []
    devtools.on("HeapProfiler.addHeapSnapshotChunk", lambda said: chunks.append(said["chunk"]))
    await devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    texts = json.loads("".join(chunks))["strings"]
    return {trace for trace in traces if any(trace in text for text in texts)}


async def leave_a_track(page: Page, track: Path) -> None:
    """A backing track for this child, laid ready by the teacher."""
    write_wav(track, np.zeros((72_000, 1), np.float32))
    await page.get_by_test_id("open-tools").click()
    await page.get_by_test_id("tool-track").click()
    await page.get_by_test_id("track-file").set_input_files(str(track))
    await expect(page.get_by_test_id("track-which")).to_contain_text(track.stem, timeout=PATIENCE_MS)


async def leave_traces(page: Page, pupil: Any, number: int) -> None:
    """A line of chat and a note by this child, seen by the teacher."""
    pupil.send(Chat(text=f"said by {number}"))
    pupil.send(WriteNote(note=Note(id=f"note-{number}", list="notes", text=f"written by {number}")))
    await page.get_by_test_id("open-chat").click()
    await expect(page.get_by_text(f"said by {number}")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_test_id("open-notes").click()
    await expect(page.get_by_text(f"written by {number}")).to_be_visible(timeout=PATIENCE_MS)


async def nothing_of(page: Page, number: int) -> None:
    """Nothing on the page or in its storage tells of this child."""
    for text in (f"Child {number}", f"written by {number}"):
        await expect(page.get_by_text(text)).to_have_count(0, timeout=PATIENCE_MS)
    stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for text in (await page.content(), await page.title(), stored):
        for trace in (f"Child {number}", f"said by {number}", f"written by {number}"):
            assert trace not in text


async def test_one_child_after_the_other_with_devices_open_and_nothing_left_behind(visit: Visit) -> None:
    server, teacher = visit.server, visit.teacher
    own, pupils = await invites(server, LESSONS)
    devtools = await teacher.context.new_cdp_session(teacher)
    await devtools.send("HeapProfiler.enable")
    await people.enter(teacher, f"{server.origin}/join{own.split('/join', 1)[1]}")
    await people.on_page(teacher, "lesson")
    opened, heaps = 0, []
    async with AsyncExitStack() as stack:
        for number, url in enumerate(pupils):
            pupil = await stack.enter_async_context(knocking(server, url))
            knock = teacher.get_by_test_id("knock")
            await expect(knock).to_contain_text(f"Child {number}", timeout=PATIENCE_MS)
            await knock.get_by_test_id("next-pupil" if number else "admit").click()
            await hear(pupil, Admitted)
            if number:
                await nothing_of(teacher, number - 1)
            if number == 1:
                traces = {"Trackof0", "Child 0", "said by 0", "written by 0", "Child 1"}
                assert await in_memory(devtools, traces) == {"Child 1"}
            opened = opened or await teacher.evaluate("window.__opened")
            await leave_traces(teacher, pupil, number)
            if number == 0:
                await leave_a_track(teacher, visit.scratch / "Trackof0.wav")
            heaps.append(await heap_bytes(devtools))
    assert await teacher.evaluate("window.__opened") == opened, "the devices stayed open"
    assert await teacher.evaluate(STANDING) <= 1, "the connections to those before are closed"
    assert heaps[-1] - heaps[0] <= GROWTH_BYTES, heaps
