"""One lesson from both ends: advice, track, MusicXML, nothing switched on from afar, the next child."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import httpx
import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from scipy.signal import resample_poly

from benchmarks.pages.chromium import FLAGS, chromium_path
from rtc.track_audio import render
from signaling import track_messages
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.messages import (
    Chat,
    ClientMessage,
    EndpointKind,
    Media,
    Roster,
)
from signaling.paper_messages import Place
from signaling.tools import Ask, Mute, Question, SetGain
from signaling.wire import Durable
from tests.e2e.harness import people
from tests.e2e.harness.browser import TAP
from tests.e2e.harness.server import Server, serving
from tests.e2e.harness.sheet import write_music
from tests.e2e.harness.sound import microphones, resemblance
from tests.rtc.test_track_audio import read

pytestmark = pytest.mark.asyncio(loop_scope="module")
OUTPUTS = (Path(__file__).with_name("harness") / "outputs.js").read_text()
OPENED = """(() => {
  window.__opened = 0;
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.__captured = [];
  navigator.mediaDevices.getUserMedia = async (...args) => {
    window.__opened += 1;
    const stream = await open(...args);
    window.__captured.push(...stream.getTracks());
    return stream;
  };
})()"""
TEMPO_PERCENT, KEY, SECONDS = 80, 2, 5.0
PATIENCE_MS = people.PATIENCE_MS


@dataclass
class Lesson:
    server: Server
    teacher: Page
    pupil: Page
    next: Page
    invites: dict[str, str]
    track: Path
    folder: Path

    @property
    def both(self) -> tuple[Page, Page]:
        return self.teacher, self.pupil


async def invites_of(server: Server) -> dict[str, str]:
    """A lesson of its own, with a second child who comes after the first."""
    made = await server.new_lesson(teacher="Anna Lind", pupil="Pia Ek", instrument="violin")
    key = str(server.said["new_lesson"]).split("#k=", 1)[1]
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.post(
            f"{server.origin}/api/lessons/{made['lesson']['id']}/invites",
            json={"role": "pupil", "name": "Nils Ahl"},
            headers={"Authorization": f"Bearer {key}"},
        )
    urls = [invite["url"] for invite in [*made["invites"], answer.json()]]
    here = [f"{server.origin}/join{url.split('/join', 1)[1]}" for url in urls]
    return dict(zip(("teacher", "pupil", "next"), here, strict=True))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lesson(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lesson]:
    """Teacher and pupil in a lesson, in one browser; the next child's page is open and not there yet."""
    folder = tmp_path_factory.mktemp("room")
    sounds = microphones(folder, seconds=SECONDS)
    track = folder / "Pias song.wav"
    sounds["cello"][0].rename(track)
    arguments = [*FLAGS, f"--use-file-for-fake-audio-capture={sounds['violin'][0]}"]
    async with async_playwright() as playwright, serving(folder / "data") as server:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        try:
            pages = []
            for _ in range(3):
                context: BrowserContext = await browser.new_context(
                    ignore_https_errors=True,
                    locale="en",
                    viewport={"width": 1366, "height": 768},
                    permissions=["microphone", "camera"],
                )
                for script in (TAP, OUTPUTS, OPENED):
                    await context.add_init_script(script)
                pages.append(await context.new_page())
            invites = await invites_of(server)
            await people.meet(pages[0], pages[1], (invites["teacher"], invites["pupil"]))
            yield Lesson(server, pages[0], pages[1], pages[2], invites, track, folder)
        finally:
            await browser.close()


async def recorded(page: Page, seconds: float) -> NDArray[np.float32]:
    """What the page itself plays from its first sound on, at 48 kHz."""
    said: dict[str, Any] = await page.evaluate("seconds => window.__recorded(seconds)", seconds)
    samples = np.frombuffer(base64.b64decode(said["samples"]), np.float32)
    return np.asarray(resample_poly(samples, 48_000, int(said["rateHz"])), np.float32)


async def test_the_line_says_how_late_each_hears_the_other_and_what_to_do(lesson: Lesson) -> None:
    line = lesson.teacher.get_by_test_id("advice-line")
    await expect(line).to_contain_text("There and back", timeout=PATIENCE_MS)
    await expect(line).to_contain_text("You hear your pupil")
    await expect(line).to_contain_text("You are heard")
    assert await line.get_attribute("data-advice") in {"together", "follow", "turns"}
    await expect(lesson.pupil.get_by_test_id("advice-line")).to_contain_text("You hear your teacher")
    await lesson.teacher.get_by_test_id("quality").click()
    await expect(lesson.teacher.get_by_test_id("history-mine")).to_have_attribute(
        "d", re.compile("^M.*L"), timeout=PATIENCE_MS
    )
    await expect(lesson.teacher.get_by_test_id("figure-skew")).to_contain_text("ms", timeout=PATIENCE_MS)
    await lesson.teacher.get_by_test_id("close-panel").click()


async def test_a_track_is_heard_at_both_ends_in_the_chosen_tempo_and_key(lesson: Lesson) -> None:
    teacher, pupil = lesson.both
    await teacher.get_by_test_id("open-tools").click()
    await teacher.get_by_test_id("tool-track").click()
    await teacher.get_by_test_id("track-file").set_input_files(str(lesson.track))
    await teacher.get_by_test_id("track-tempo").fill(str(TEMPO_PERCENT))
    await teacher.get_by_test_id("track-key").fill(str(KEY))
    await expect(teacher.get_by_test_id("track-key-shown")).to_contain_text("2 semitones up")
    await pupil.get_by_test_id("open-tools").click()
    await pupil.get_by_test_id("tool-track").click()
    await expect(pupil.get_by_test_id("track-key-shown")).to_contain_text(
        "2 semitones up", timeout=PATIENCE_MS
    )
    await expect(pupil.get_by_test_id("track-leads")).to_contain_text("You play to the track")
    await expect(teacher.get_by_test_id("track-leads")).to_contain_text("The other plays to the track")
    listening = [asyncio.ensure_future(recorded(page, 2.0)) for page in lesson.both]
    await pupil.get_by_test_id("track-run").click()
    heard = await asyncio.gather(*listening)
    await teacher.get_by_test_id("track-swap").click()
    await expect(pupil.get_by_test_id("track-leads")).to_contain_text("The other plays", timeout=PATIENCE_MS)
    await expect(pupil.get_by_test_id("track-phase")).to_have_attribute("data-phase", "playing")
    await teacher.get_by_test_id("track-strip-stop").click()
    await expect(pupil.get_by_test_id("track-strip")).to_have_count(0, timeout=PATIENCE_MS)
    wanted, plain = lesson.folder / "wanted.ogg", lesson.folder / "plain.ogg"
    for to, tempo_percent, key in ((wanted, TEMPO_PERCENT, KEY), (plain, 100, 0)):
        render(
            lesson.track,
            "wav",
            to,
            tempo_percent=tempo_percent,
            key=key,
            seconds=SECONDS,
            on_done=lambda _done: None,
        )
    for sound in heard:
        alike = resemblance(read(wanted).astype(np.float32), sound)
        assert alike > 0.9
        # As recorded it is the same music, but not the same sound.
        assert resemblance(read(plain).astype(np.float32), sound) < alike - 0.15
    for page in lesson.both:
        await page.get_by_test_id("close-panel").click()


async def test_musicxml_is_engraved_at_both_ends_and_a_mark_on_it_is_seen_by_the_other(
    lesson: Lesson,
) -> None:
    teacher, pupil = lesson.both
    await teacher.get_by_test_id("open-score").click()
    music = write_music(lesson.folder / "Sonatina.musicxml")
    await teacher.get_by_test_id("score-file").set_input_files(str(music))
    for page in lesson.both:
        await expect(page.locator('[data-testid="score-page"][data-painted="1"]')).to_have_count(
            1, timeout=PATIENCE_MS
        )
        ink = await page.locator('[data-testid="score-page"] canvas').evaluate(
            """canvas => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let dark = 0;
              for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 128 && data[i] < 100) dark += 1;
              return dark / (data.length / 4);
            }"""
        )
        assert 0.005 < ink < 0.3, "staves and notes, on white"
    await teacher.get_by_test_id("tool-sign").press("Enter")
    await teacher.get_by_test_id("score-hand").press("Enter")
    await expect(pupil.get_by_test_id("score-marks").locator("[data-mark]")).to_have_count(
        1, timeout=PATIENCE_MS
    )


async def sending(page: Page) -> list[str]:
    """Which microphones and cameras of the page give sound or picture: all it ever opened are looked at."""
    live: list[str] = await page.evaluate(
        """() => window.__captured
          .filter((track) => track.enabled && track.readyState === "live").map(({ kind }) => kind)"""
    )
    return live


async def test_no_message_of_a_teacher_enables_a_track(lesson: Lesson) -> None:
    pupil = lesson.pupil
    for name in ("microphone", "camera"):
        await pupil.get_by_test_id(f"toggle-{name}").click()
        await expect(pupil.get_by_test_id(f"toggle-{name}")).to_have_attribute("data-off", "true")
    assert await sending(pupil) == []
    opened = await pupil.evaluate("window.__opened")
    invite = parse(lesson.invites["teacher"])
    async with RoomClient(invite, kind=EndpointKind.COMPANION, media=Media()) as companion:
        roster = await anext(each async for each in companion if isinstance(each, Roster))
        participant = next(each.id for each in roster.participants if each.name == "Pia Ek")
        for wish in everything(participant):
            companion.send(wish)
        await expect(pupil.get_by_test_id("open-chat")).to_contain_text("1", timeout=PATIENCE_MS)
    questions = get_args(Question)
    await expect(pupil.get_by_test_id("asked-me")).to_have_count(len(questions), timeout=PATIENCE_MS)
    assert await sending(pupil) == []
    assert await pupil.evaluate("window.__opened") == opened
    for _ in questions:
        await pupil.get_by_test_id("answer-no").first.click()
    assert await sending(pupil) == []
    for name in ("microphone", "camera"):
        await expect(pupil.get_by_test_id(f"toggle-{name}")).to_have_attribute("data-off", "true")


def everything(participant: str) -> list[ClientMessage]:
    """One of each message that a teacher may send and that does not end the lesson; a chat line last."""
    values: dict[str, Any] = {
        "participant": participant,
        "connection": "c",
        "kind": "offer",
        "sdp": "v=0",
        "state": "up",
        "profile": "balanced",
        "microphone": True,
        "camera": True,
        "minutes": 30,
        "gain_db": 3,
        "ask": 99,
        "yes": True,
        "note": {"id": "n", "list": "notes", "text": "Elbow low"},
        "score": "s",
        "place": Place(score="s", page=1),
        "follow": True,
        "draw": True,
        "mark": None,
        "marks": ("m",),
        "track": "t",
        "running": True,
        "at_s": 1.0,
        "able": True,
    }
    ends = {"leave", "remove", "refuse", "next_pupil", "hello", "ack", "chat"}
    nested = {
        "add_score",
        "draw",
        "add_track",
        "remove_note",
    }  # their own tests send them; they name things only
    made: list[ClientMessage] = []
    for kind in get_args(get_args(ClientMessage)[0]):
        name = kind.model_fields["type"].default
        if not issubclass(kind, Durable) or name in ends | nested | {"ask", "mute", "set_gain"}:
            continue
        fields = {field: values[field] for field in kind.model_fields if field in values}
        made.append(kind.model_validate({**fields, "type": name}))
    made += [Mute(participant=participant), SetGain(participant=participant, gain_db=24)]
    made += [Ask(participant=participant, question=question) for question in get_args(Question)]
    assert {type(each) for each in made} >= {Ask, Mute, SetGain, track_messages.SetTrack}
    return [*made, Chat(text="That was all")]


async def remembered(page: Page) -> str:
    """All that the page's memory holds after a clean-up, as the browser writes it down."""
    session = await page.context.new_cdp_session(page)
    chunks: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    await session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    await session.detach()
    return "\n".join(json.loads("".join(chunks))["strings"])


@pytest.mark.wide
async def test_the_next_child_is_seen_by_the_teacher_alone_and_sees_nothing_of_the_last(
    lesson: Lesson,
) -> None:
    teacher, pupil, following = lesson.teacher, lesson.pupil, lesson.next
    await pupil.get_by_test_id("open-chat").click()
    await pupil.get_by_test_id("chat-text").fill("zwetschgenmus at grandmas")
    await pupil.get_by_test_id("chat-text").press("Enter")
    await teacher.get_by_test_id("open-chat").click()
    await expect(teacher.get_by_test_id("chat-lines").locator("li")).to_have_count(2, timeout=PATIENCE_MS)
    await people.enter(following, lesson.invites["next"])
    await expect(teacher.get_by_test_id("knock")).to_have_count(1, timeout=PATIENCE_MS)
    assert "Nils" not in await pupil.content()
    devices = await teacher.evaluate("window.__opened")
    await teacher.get_by_test_id("next-pupil").click()
    await people.on_page(following, "lesson")
    await expect(pupil.locator('body[data-page="lesson"]')).to_have_count(0, timeout=PATIENCE_MS)
    await people.connected(teacher)
    assert await teacher.evaluate("window.__opened") == devices, "the teacher's devices stay open"
    for page in (teacher, following):
        await expect(page.get_by_test_id("far-tile")).to_have_count(1)
        for gone in ("score", "track-strip", "knock", "chat-typing", "asked-me"):
            await expect(page.get_by_test_id(gone)).to_have_count(0)
        shown = await page.content()
        held = await remembered(page)
        assert "zwetschgenmus" not in held, "what was written is still in the memory of the page"
        for word in ("zwetschgenmus", "Pias song", "Sonatina"):
            assert word not in shown
