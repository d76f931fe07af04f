"""``klangbro bench pages``: how late real pages hear and see, in every weather. See README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.awake import awake
from benchmarks.frame import Run
from benchmarks.pages import browsers, lesson, report
from benchmarks.pages.lesson import Way
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.paths.weather import PROFILES
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 45.0, 8.0  # twelve lessons in a quarter of an hour
PAIRS = ("page_page", "native_to_page", "page_to_native")


@bench("pages")
def pages(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = [],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[float | None, typer.Option(min=5.0, help="Measured in each lesson.")] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page here.")] = None,
    table: Annotated[Path | None, typer.Option(help="Write the delays as a page in Markdown here.")] = None,
) -> None:
    """Measure mouth-to-ear and how far picture and sound are apart, page to page and with native ends."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    chosen = weather or (["clean"] if run.quick else list(PROFILES))
    lack = linklab.missing()
    if lack:
        raise CannotMeasureError(lack)
    try:
        with awake(), browsers.playwright() as started, lesson.material_files() as fakes:
            for name in chosen:
                with lesson.link(name, run.seed, run.seconds) as lab:
                    add_ways(run, f"{name}.page_page", *lesson.two_pages(started, fakes, lab, run.seconds))
                with lesson.link(name, run.seed, run.seconds) as lab:
                    to_page, to_native = lesson.page_and_native(started, fakes, lab, run.seconds)
                    add_ways(run, f"{name}.native_to_page", to_page)
                    add_ways(run, f"{name}.page_to_native", to_native)
    except (PartError, LinkError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error
    run.notes.append(report.markdown(run, chosen))
    if table is not None:
        table.write_text(report.document(run, chosen), encoding="utf-8")
    if page is not None:
        page.write_text(report.html(run, chosen), encoding="utf-8")


def add_ways(run: Run, case: str, *ways: Way) -> None:
    """Add one lesson's figures; of two like ways, both together."""
    sound = np.concatenate([way.sound_ms for way in ways])
    picture = np.concatenate([way.picture_ms for way in ways])
    run.figure(f"{case}.mouth_to_ear_p50", _quantile(sound, 50), "ms", n=len(sound), spread=_apart(ways))
    run.figure(f"{case}.mouth_to_ear_p95", _quantile(sound, 95), "ms", n=len(sound))
    run.figure(f"{case}.picture_p50", _quantile(picture, 50), "ms", n=len(picture))
    run.median(f"{case}.skew", [way.skew_ms for way in ways], "ms")
    off = [float(np.median(way.shown_sound_ms) - np.median(way.sound_ms)) for way in ways if _both(way)]
    run.median(f"{case}.shown_minus_outside", off, "ms")
    skews = [float(np.median(way.shown_skew_ms)) - way.skew_ms for way in ways if way.shown_skew_ms]
    run.median(f"{case}.shown_skew_minus_outside", skews, "ms")
    run.median(f"{case}.concealed", [way.concealed_pct for way in ways], "%")


def _both(way: Way) -> bool:
    return bool(way.shown_sound_ms) and len(way.sound_ms) > 0


def _quantile(values: lesson.Floats, percent: float) -> float | None:
    return float(np.percentile(values, percent)) if len(values) else None


def _apart(ways: tuple[Way, ...]) -> float | None:
    middles = [float(np.median(way.sound_ms)) for way in ways if len(way.sound_ms)]
    return max(middles) - min(middles) if len(middles) > 1 else None
