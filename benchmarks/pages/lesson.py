"""Lessons held by real pages over a link with weather: two pages, or a page and a native end."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import SAMPLE_RATE_HZ, read_wav
from benchmarks.pages import browsers, delays, material
from benchmarks.pages.delays import Sound
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import forecast
from benchmarks.player import Plan
from benchmarks.processes import PlayerPart, ServerPart

SETTLES_S = 8.0
_SPARE_S = 180.0
Floats = NDArray[np.float64]


@dataclass
class Way:
    """One direction of a lesson: delays seen from outside, ms, and what the receiving program says of them.

    Attributes
    ----------
    sound_ms, picture_ms : NDArray[float64]
        ``(chirps,)`` and ``(pictures,)``; empty where nothing was found.
    shown_sound_ms, shown_skew_ms : list of float
        As shown to people, read once a second.
    """

    sound_ms: Floats
    picture_ms: Floats
    shown_sound_ms: list[float] = field(default_factory=list)
    shown_skew_ms: list[float] = field(default_factory=list)
    concealed_pct: float = float("nan")

    @property
    def skew_ms(self) -> float:
        """How much later the picture is than the sound; NaN where one is missing."""
        if not len(self.sound_ms) or not len(self.picture_ms):
            return float("nan")
        return float(np.median(self.picture_ms) - np.median(self.sound_ms))


@contextmanager
def material_files() -> Iterator[browsers.Fakes]:
    """The files before microphones and cameras, made once for all lessons."""
    with tempfile.TemporaryDirectory(prefix="klangbro-pages-") as folder:
        fakes = browsers.Fakes(Path(folder) / "sound.wav", Path(folder) / "pictures.y4m")
        material.write_sound(fakes.sound)
        assert fakes.pictures is not None
        material.write_pictures(fakes.pictures)
        yield fakes


@contextmanager
def link(weather: str, seed: int, seconds: float) -> Iterator[LinkLab]:
    """The two namespaces with that weather between them, each way with a seed of its own."""
    up, down = (forecast(weather, seed + way, seconds + _SPARE_S) for way in (0, 1))
    with LinkLab(up, down) as lab:
        yield lab


def two_pages(started: Any, fakes: browsers.Fakes, lab: LinkLab, seconds: float) -> tuple[Way, Way]:
    """A lesson of two pages: what the pupil hears and sees of the teacher, and the other way."""
    with ExitStack() as closing:
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=lab.inside(lab.school)))
        teacher, pupil = (
            closing.enter_context(browsers.page(started, fakes, before=lab.inside(where)))
            for where in (lab.school, lab.town)
        )
        browsers.enter(teacher, server.invites["teacher"])
        browsers.enter(pupil, server.invites["pupil"])
        browsers.admit(teacher)
        ends = (teacher, pupil)
        for end in ends:
            browsers.connected(end)
        said = _watch(ends, seconds)
        taken = [end.evaluate("window.__taken()") for end in ends]
    return _between(taken[0], taken[1], said[1]), _between(taken[1], taken[0], said[0])


@dataclass
class Said:
    """What a page says while it is watched."""

    sound_ms: list[float] = field(default_factory=list)
    skew_ms: list[float] = field(default_factory=list)
    output_ms: float = 0.0
    concealed_pct: float = float("nan")


def _watch(ends: tuple[Any, ...], seconds: float) -> list[Said]:
    """Let it settle, take down what is heard and seen for so long, and what the pages say of it."""
    for end in ends:
        end.get_by_test_id("quality").click()
    ends[0].wait_for_timeout(1000 * SETTLES_S)
    said = [Said(output_ms=_figure(end, "output")) for end in ends]
    before = [end.evaluate("window.__counters()") for end in ends]
    for end in ends:
        end.get_by_test_id("close-panel").click()
        end.evaluate("window.__watch()")
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        ends[0].wait_for_timeout(1000)
        for end, one in zip(ends, said, strict=True):
            for name, values in (("mouth-to-ear", one.sound_ms), ("skew", one.skew_ms)):
                value = browsers.shown(end, name)
                if value is not None:
                    values.append(value)
    for end, one, was in zip(ends, said, before, strict=True):
        now = end.evaluate("window.__counters()")
        total = max(1, now["total"] - was["total"])
        one.concealed_pct = 100 * (now["concealed"] - was["concealed"]) / total
    return said


def _figure(at: Any, name: str) -> float:
    """A figure of the open quality panel, ms; 0 where the page does not know."""
    number = re.search(r"\d+", at.get_by_test_id(f"figure-{name}").inner_text())
    return float(number[0]) if number else 0.0


def _between(sender: Any, receiver: Any, said: Said) -> Way:
    sent = delays.chirp_times(delays.sound(sender["mouth"]))
    heard = delays.chirp_times(delays.sound(receiver["ear"])) + said.output_ms
    return Way(
        delays.pair(sent, heard)[1],
        delays.picture_delays(sender["pictures"]["own"], receiver["pictures"]["far"]),
        said.sound_ms,
        said.skew_ms,
        said.concealed_pct,
    )


def page_and_native(started: Any, fakes: browsers.Fakes, lab: LinkLab, seconds: float) -> tuple[Way, Way]:
    """A teacher's page and a pupil's native end: what the page gets, and what the native end gets."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-pages-")))
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=lab.inside(lab.school)))
        at = closing.enter_context(browsers.page(started, fakes, before=lab.inside(lab.school)))
        pupil = closing.enter_context(PlayerPart("The pupil", prefix=lab.inside(lab.town)))
        record = folder / "heard.wav"
        browsers.enter(at, server.invites["teacher"])
        pupil.start(
            Plan(
                invite=server.invites["pupil"],
                device=f"file:{fakes.sound},loop",
                record=str(record),
                loopback=False,
                video="test",
            )
        )
        browsers.admit(at)
        browsers.connected(at)
        said = _watch((at,), seconds)[0]
        taken = at.evaluate("window.__taken()")
        report = pupil.finish()
        since_s = pupil.statuses[-1]["now_s"] - seconds
        statuses = [status for status in pupil.statuses if status["now_s"] >= since_s]
        heard = read_wav(record)[0][:, 0]
    clock = np.array(report["stamps"], np.float64)
    unix_s = time.time() - time.monotonic()
    return _to_page(taken, said, clock, unix_s), _to_native(taken, heard, clock, unix_s, statuses)


def _to_page(taken: Any, said: Said, clock: Floats, unix_s: float) -> Way:
    chirps = np.arange(0.3, clock[-1, 0] / SAMPLE_RATE_HZ, material.CHIRP_EVERY_S) * SAMPLE_RATE_HZ
    sent = 1000 * (np.interp(chirps, clock[:, 0], clock[:, 1]) + unix_s)
    heard = delays.chirp_times(delays.sound(taken["ear"])) + said.output_ms
    pictures = delays.stamped_delays(taken["pictures"]["far"])
    return Way(delays.pair(sent, heard)[1], pictures, said.sound_ms, said.skew_ms, said.concealed_pct)


def _to_native(
    taken: Any, heard: NDArray[np.float32], clock: Floats, unix_s: float, statuses: list[dict[str, Any]]
) -> Way:
    """Its picture's delay is the program's own word: nobody else sees its screen."""
    times = 1000 * (np.interp(np.arange(len(heard)), clock[:, 0], clock[:, 2]) + unix_s)
    sent = delays.chirp_times(delays.sound(taken["mouth"]))
    recent = delays.chirp_times(Sound(heard, times, SAMPLE_RATE_HZ))
    fars = [far for status in statuses for far in status["far"]]
    pictures = [far["picture_delay_ms"] for far in fars if far.get("picture_delay_ms") is not None]
    shown = [far["mouth_to_ear_ms"] for far in fars if far["mouth_to_ear_ms"] is not None]
    concealed = fars[-1]["concealed_pct"] if fars and "concealed_pct" in fars[-1] else float("nan")
    settled = recent[recent > sent[0]] if len(sent) else recent
    return Way(delays.pair(sent, settled)[1], np.array(pictures), shown, [], concealed)
