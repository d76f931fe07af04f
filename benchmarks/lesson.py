"""``klangbro bench lesson``: a whole lesson on file devices, over named weather, seen from outside.

Question: does what one end plays reach the other's ear whole, how late, and at what cost? See README.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.material import duet
from benchmarks.outcome import Hearing, hearings
from benchmarks.paths.weather import PROFILES, SPOKEN, forecast
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.report import lesson_page
from benchmarks.stage import Lesson, Part, Stage

SECONDS, QUICK_SECONDS = 60.0, 8.0
_SPARE_S = 10.0
_DRIFT_PPM = 30.0
_MIB = 2**20


@bench("lesson")
def lesson(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = ["clean", "fibre"],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[
        float | None, typer.Option(min=3.0, help="Music in each weather; 60 by default.")
    ] = None,
    profile: Annotated[str, typer.Option(help="What the teacher sets.")] = "duet",
    page: Annotated[
        Path | None, typer.Option(help="Write an HTML page for each weather into this folder.")
    ] = None,
) -> None:
    """Hold a lesson on file devices in each weather: delay, damage, correlation, cost."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    music = duet(run.seed, run.seconds + _SPARE_S)
    try:
        # All of it before the first lesson: a misspelt last one must not cost the minutes before it.
        made = {
            name: [forecast(name, run.seed + way, run.seconds + _SPARE_S) for way in (0, 1)]
            for name in weather
        }
        with Stage() as stage:
            for name, (down, up) in made.items():
                held = stage.hold(
                    Part("teacher", "violin", music.violin, weather=down),
                    Part("pupil", "cello", music.cello, drift_ppm=_DRIFT_PPM, weather=up),
                    run.seconds,
                    seed=run.seed,
                    profile=profile,
                )
                heard = hearings(held)
                add_figures(run, name, held, heard)
                if page is not None:
                    _write(page, name, run, heard)
    except (PartError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error


def add_figures(run: Run, weather: str, held: Lesson, heard: tuple[Hearing, Hearing]) -> None:
    """What one weather gave; where both ends have a value, their mean and how far they are apart."""
    delays = np.concatenate([one.delay_ms for one in heard])
    windows = len(delays)
    p50, p95 = np.percentile(delays, [50, 95]) if windows else (np.nan, np.nan)
    run.figure(f"{weather}.mouth_to_ear_p50", float(p50), "ms", n=windows, spread=_apart(heard, "p50_ms"))
    run.figure(f"{weather}.mouth_to_ear_p95", float(p95), "ms", n=windows, spread=_apart(heard, "p95_ms"))
    for name, attribute, unit in (
        ("ledger_minus_outside", "ledger_off_ms", "ms"),
        ("loss", "loss_pct", "%"),
        ("concealed", "concealed_pct", "%"),
        ("damaged", "damaged_pct", "%"),
    ):
        mean = float(np.mean([getattr(one, attribute) for one in heard]))
        run.figure(f"{weather}.{name}", mean, unit, n=2, spread=_apart(heard, attribute))
    for one in heard:
        run.figure(
            f"{weather}.correlation_{one.ear.part.who}", one.correlation, "1", n=len(one.alignment.lag)
        )
    ends = (held.teacher, held.pupil)
    run.figure(f"{weather}.cpu", max(end.cpu_pct for end in ends), "%", n=2)
    for name in ("callback_p50", "callback_p999"):
        run.figure(
            f"{weather}.{name}", max(float(end.report["engine"][f"{name}_ms"]) for end in ends), "ms", n=2
        )
    run.figure(f"{weather}.rss", max(end.rss_bytes for end in ends) / _MIB, "MiB", n=2)


def _apart(heard: tuple[Hearing, Hearing], attribute: str) -> float:
    first, second = (float(getattr(one, attribute)) for one in heard)
    return abs(first - second)


def _write(folder: Path, weather: str, run: Run, heard: tuple[Hearing, Hearing]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = [
        ("Weather", f"{weather}, seeds {run.seed} and {run.seed + 1}"),
        ("Measured", f"{run.seconds:g} s"),
    ]
    text = lesson_page(f"A lesson over {SPOKEN[weather]}", heard, about, sounds=False)
    (folder / f"lesson-{weather}.html").write_text(text, encoding="utf-8")
