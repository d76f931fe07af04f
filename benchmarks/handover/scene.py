"""A lesson of two pages on a link, and a companion beside the teacher's that gets the sound over and over."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np

from benchmarks.handover.gaps import Gaps, Tone, gaps
from benchmarks.material import write_wav
from benchmarks.pages import browsers
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import Weather
from benchmarks.processes import ChildPart, PartError, ServerPart
from client.companion.keys import Keys

Move = Literal["over", "released", "killed"]

PAGE_HZ, COMPANION_HZ, PUPIL_HZ = 660.0, 440.0, 550.0
EAR = Path(__file__).with_name("ear.js")
MIXED = Path(browsers.__file__).with_name("mixed.js")
_DELAY_US = 5000
_STEADY_S = 1.5
_PATIENCE_S = 30.0
_STARTS_S = 90.0
_KEY = "klangbro.companion"


@dataclass(frozen=True)
class Handed:
    """What one hand-over was to both people.

    Attributes
    ----------
    pupil, teacher : Gaps
        The pupil hears the teacher's page or companion; the teacher hears the pupil through one or the other.
    """

    move: Move
    pupil: Gaps
    teacher: Gaps


class CompanionPart(ChildPart):
    """A companion that tells what it plays; a context manager."""

    def __init__(self, keys: Path, *, prefix: Sequence[str] = ()) -> None:
        words = ["-m", "benchmarks.handover.companion", str(keys), str(COMPANION_HZ), str(PUPIL_HZ)]
        super().__init__("The companion", [*prefix, sys.executable, *words])
        self.next(_STARTS_S)

    def kill(self) -> None:
        """As when it crashes: no word to anybody."""
        self._process.kill()
        self._process.wait()

    def heard(self) -> list[tuple[float, float]]:
        """Times and levels since the last call."""
        said = []
        while not self._lines.empty():
            line = self._lines.get()
            if line is not None:
                said.append((float(line["at"]), float(line["level"])))
        return said


@dataclass
class Scene:
    """The lesson while it runs. Times are unix, s."""

    teacher: Any
    pupil: Any
    keys: Path
    prefix: Sequence[str]
    closing: ExitStack
    companion: CompanionPart | None = None
    _heard: dict[str, list[tuple[float, ...]]] = field(
        default_factory=lambda: {"teacher": [], "pupil": [], "companion": []}
    )

    def over(self) -> Handed:
        """The companion takes the sound; one is started if there is none."""
        if self.companion is None:
            self.companion = self.closing.enter_context(CompanionPart(self.keys, prefix=self.prefix))
        start_s = self._begin()
        self._act()
        self._stage("carrying")
        return self._handed("over", start_s)

    def released(self) -> Handed:
        """The teacher asks for the sound back."""
        start_s = self._begin()
        self._act()
        self._stage("idle")
        return self._handed("released", start_s)

    def killed(self) -> Handed:
        """The companion dies."""
        start_s = self._begin()
        assert self.companion is not None
        self.companion.kill()
        self._gather()
        self.companion = None
        self._stage("lost")
        return self._handed("killed", start_s)

    def steady(self, seconds: float = _STEADY_S) -> None:
        """Let it go on for a while."""
        self.teacher.wait_for_timeout(1000 * seconds)

    def control(self) -> Gaps:
        """What is heard while nothing changes: what of a silence is this machine's own."""
        start_s = self._begin()
        self.steady(2.0)
        self._gather()
        end_s = min(self._heard["pupil"][-1][0], self._heard["teacher"][-1][0]) - 0.1
        return gaps(self._tone("pupil", 1), self._tone("pupil", 2), start_s, end_s)

    def _begin(self) -> float:
        for taken in self._heard.values():
            taken.clear()
        self._gather()
        for taken in self._heard.values():
            taken.clear()
        self.steady(0.5)
        return time.time() - 0.2

    def _act(self) -> None:
        self.teacher.get_by_test_id("companion-act").click()

    def _stage(self, stage: str) -> None:
        self.teacher.locator(f'[data-testid="companion"][data-stage="{stage}"]').wait_for()

    def _gather(self) -> None:
        for who, page in (("teacher", self.teacher), ("pupil", self.pupil)):
            for at_ms, *levels in page.evaluate("window.__ear()"):
                self._heard[who].append((at_ms / 1e3, *levels))
        if self.companion is not None:
            self._heard["companion"] += self.companion.heard()

    def _handed(self, move: Move, start_s: float) -> Handed:
        """What was heard from shortly before until everybody hears the right one for a while."""
        carried = move == "over"
        until_s = time.monotonic() + _PATIENCE_S
        while not self._settled(carried):
            if time.monotonic() > until_s:
                raise PartError(f"The sound did not go {move} within {_PATIENCE_S:.0f} s.")
            self.steady(0.3)
            self._gather()
        end_s = min(self._heard["pupil"][-1][0], self._heard["teacher"][-1][0]) - 0.1
        pupil = gaps(self._tone("pupil", 1), self._tone("pupil", 2), start_s, end_s)
        teacher = gaps(self._tone("teacher", 1), self._tone("companion", 1), start_s, end_s)
        return Handed(move, pupil, teacher)

    def _settled(self, carried: bool) -> bool:
        """Whether the last second was as it is to be."""
        now_s = time.time()
        times_s = np.arange(now_s - 1.2, now_s - 0.4, 0.02)
        page, companion = (self._tone("pupil", at).loud(times_s).mean() for at in (1, 2))
        here, there = (self._tone(who, 1).loud(times_s).mean() for who in ("teacher", "companion"))
        right = (companion, there) if carried else (page, here)
        wrong = (page, here) if carried else (companion, there)
        return bool(min(right) > 0.95 and max(wrong) < 0.05)

    def _tone(self, who: str, at: int) -> Tone:
        taken = self._heard[who]
        return Tone(np.array([one[0] for one in taken]), np.array([one[at] for one in taken]))


@contextmanager
def lesson() -> Iterator[Scene]:
    """The lesson, met and steady, the teacher's profile panel open and the two paired.

    Raises
    ------
    LinkError, PartError, CannotMeasureError
        Something did not come up.
    """
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-handover-")))
        link = closing.enter_context(LinkLab(_still(), _still()))
        school, town = link.inside(link.school), link.inside(link.town)
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=school))
        invites = server.invites
        started = closing.enter_context(browsers.playwright())
        teacher = closing.enter_context(browsers.page(started, _fakes(folder, PAGE_HZ), before=school))
        pupil = closing.enter_context(browsers.page(started, _fakes(folder, PUPIL_HZ), before=town))
        keys = folder / "companion.json"
        parts = urlsplit(invites["teacher"])
        key = Keys(keys).add(f"{parts.scheme}://{parts.netloc}")
        # It is found on a click, not by itself: the page has no say yet on what is measured.
        kept = {_KEY: key, f"{_KEY}.off": "yes"}
        for name, value in kept.items():
            teacher.add_init_script(f"localStorage.setItem({json.dumps(name)}, {json.dumps(value)})")
        for page, tones in ((teacher, [PUPIL_HZ]), (pupil, [PAGE_HZ, COMPANION_HZ])):
            listens = MIXED.read_text() + EAR.read_text()
            page.add_init_script(f"window.__tones = {json.dumps(tones)};\n{listens}")
        browsers.enter(teacher, invites["teacher"])
        browsers.enter(pupil, invites["pupil"])
        browsers.admit(teacher)
        for page in (teacher, pupil):
            browsers.connected(page)
        teacher.get_by_test_id("open-profile").click()
        scene = Scene(teacher, pupil, keys, school, closing)
        scene.steady(5.0)
        yield scene


def _still() -> Weather:
    return Weather(np.array([_DELAY_US], np.int64), np.array([0], np.int64))


def _fakes(folder: Path, hz: float) -> browsers.Fakes:
    """A tone without end: a whole number of waves."""
    sound = (0.3 * np.sin(2 * np.pi * hz * np.arange(6 * 48_000) / 48_000)).astype(np.float32)
    path = folder / f"{hz:.0f}.wav"
    write_wav(path, sound[:, None])
    return browsers.Fakes(path)
