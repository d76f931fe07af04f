"""``klangbro bench thin-path``: two pages on 300 kbit/s, one of them on 30 % of a core. See README.md."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from benchmarks.frame import Run
from benchmarks.pages import browsers, lesson, limits
from benchmarks.pages.limits import LimitError
from benchmarks.paths import linklab
from benchmarks.paths.linklab import ADDRESSES, LinkError
from benchmarks.processes import PartError, ServerPart
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 120.0, 15.0
RATE_KBIT, SHARE_PCT = 300, 30
STEPPED = ("slow", "stills", "resting")
_SETTLES_S = 12.0
_EACH_MS = 500


@dataclass(frozen=True)
class Thinness:
    """What a lesson is limited to once it stands; None: not."""

    kbit_per_s: int | None
    share_pct: int | None


@dataclass
class Course:
    """One page on the thin path: the far picture's word and one's own, and when each was first little."""

    words: list[str] = field(default_factory=list)
    stepped_s: float | None = None
    own_said: bool = False
    concealed_pct: float = float("nan")
    lost_pct: float = float("nan")


@bench("thin-path")
def thin_path(
    run: Run,
    seconds: Annotated[float | None, typer.Option(min=5.0, help="Measured in each case.")] = None,
    rate: Annotated[int, typer.Option(min=100, help="Of the path, each way, kbit/s.")] = RATE_KBIT,
    share: Annotated[
        int, typer.Option(min=5, max=100, help="Of a core, for the pupil's browser, %.")
    ] = SHARE_PCT,
) -> None:
    """See whether the picture steps down before the sound breaks: a thin path, a slow receiver, both."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    lack = linklab.missing()
    if lack:
        raise CannotMeasureError(lack)
    cases = {
        "path": Thinness(rate, None),
        "receiver": Thinness(None, share),
        "both": Thinness(rate, share),
    }
    try:
        with browsers.playwright() as started, lesson.material_files() as fakes:
            for case, limit in cases.items():
                if run.quick and case != "path":
                    continue
                with held(started, fakes, limit, seed=run.seed, seconds=run.seconds) as courses:
                    add_courses(run, case, courses)
    except (PartError, LinkError, LimitError) as error:
        raise CannotMeasureError(str(error)) from error


@contextmanager
def held(
    started: Any, fakes: browsers.Fakes, limit: Thinness, *, seed: int, seconds: float
) -> Iterator[dict[str, Course]]:
    """Hold one lesson, limited once it stands; what the teacher's and the pupil's page did."""
    with ExitStack() as closing:
        lab = closing.enter_context(lesson.link("clean", seed, seconds))
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=lab.inside(lab.school)))
        group = closing.enter_context(limits.group()) if limit.share_pct else None
        teacher = closing.enter_context(browsers.page(started, fakes, before=lab.inside(lab.school)))
        pupil = closing.enter_context(
            browsers.page(started, fakes, before=lab.inside(lab.town), cgroup=group)
        )
        browsers.enter(teacher, server.invites["teacher"])
        browsers.enter(pupil, server.invites["pupil"])
        browsers.admit(teacher)
        ends = {"teacher": teacher, "pupil": pupil}
        for end in ends.values():
            browsers.connected(end)
        teacher.wait_for_timeout(1000 * _SETTLES_S)
        if limit.kbit_per_s:
            for where in (lab.school, lab.town):
                limits.thin(lab.inside(where), limit.kbit_per_s)
        if group and limit.share_pct:
            limits.slow(group, limit.share_pct)
        yield _follow(ends, seconds)


def _follow(ends: dict[str, Any], seconds: float) -> dict[str, Course]:
    courses = {who: Course() for who in ends}
    before = {who: end.evaluate("window.__counters()") for who, end in ends.items()}
    began_s = time.monotonic()
    while (at_s := time.monotonic() - began_s) < seconds:
        ends["teacher"].wait_for_timeout(_EACH_MS)
        for who, end in ends.items():
            _note(courses[who], end, at_s)
    for who, end in ends.items():
        was, now = before[who], end.evaluate("window.__counters()")
        grown = {name: now[name] - was[name] for name in now}
        courses[who].concealed_pct = 100 * grown["concealed"] / max(1, grown["total"])
        courses[who].lost_pct = 100 * grown["lost"] / max(1, grown["lost"] + grown["packets"])
    return courses


def _note(course: Course, end: Any, at_s: float) -> None:
    said = end.get_by_test_id("picture-word").first
    word = said.get_attribute("data-word") or "full"
    if not course.words or course.words[-1] != word:
        course.words.append(word)
    if word in STEPPED and course.stepped_s is None and said.inner_text():
        course.stepped_s = at_s
    course.own_said = course.own_said or bool(end.get_by_test_id("own-picture-word").inner_text())


def add_courses(run: Run, case: str, courses: dict[str, Course]) -> None:
    """Figures of one case; ``said``: both pages told their person."""
    for who, course in courses.items():
        run.figure(f"{case}.{who}_concealed", course.concealed_pct, "%")
        run.figure(f"{case}.{who}_lost", course.lost_pct, "%")
        run.figure(f"{case}.{who}_stepped_after", course.stepped_s, "s")
        run.notes.append(f"{case}: the {who} sees: {', '.join(course.words)}")
    seen, sent = courses["pupil"], courses["teacher"]
    run.figure(f"{case}.said", float(seen.stepped_s is not None and sent.own_said), "1")
