"""``klangbro demo``: a whole lesson on this machine, over rural weather, with a page to show for it."""

from __future__ import annotations

import json
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.machine import describe, klangbro_version
from benchmarks.material import SAMPLE_RATE_HZ, duet, write_wav
from benchmarks.outcome import Hearing, hearings
from benchmarks.paths.weather import PROFILES, SPOKEN, forecast
from benchmarks.processes import PartError
from benchmarks.report import lesson_page
from benchmarks.stage import Lesson, Part, Stage
from dsp.profiles import ProfileName

_SPARE_S = 10.0
"""More music than is measured, so that it does not repeat in the recording."""
_WEATHER = f"What the path is like: {', '.join(PROFILES)}."


def demo(  # noqa: PLR0917 - every parameter is an option
    weather: Annotated[str, typer.Option(help=_WEATHER)] = "lte",
    seed: Annotated[int, typer.Option(min=0, help="Weather and music follow from it.")] = 7,
    seconds: Annotated[float, typer.Option(min=3.0, max=3600.0, help="How long they play.")] = 20.0,
    profile: Annotated[ProfileName, typer.Option(help="What the teacher sets.")] = ProfileName.DUET,
    drift: Annotated[float, typer.Option(min=-500, max=500, help="Of the pupil's sound card, ppm.")] = 30.0,
    out: Annotated[Path, typer.Option(help="Where the recordings and the page go.")] = Path("klangbro-demo"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page.")] = False,
) -> None:
    """Hold a lesson on this machine: a duet over rural weather, without a sound card."""
    try:
        lesson = hold(weather, seed=seed, seconds=seconds, profile=profile, drift_ppm=drift, quiet=as_json)
    except (PartError, ValueError) as error:
        sys.stderr.write(f"klangbro demo: {error}\n")
        raise typer.Exit(1) from error
    heard = hearings(lesson)
    about = {
        "weather": weather,
        "seed": seed,
        "seconds": seconds,
        "profile": profile.value,
        "drift_ppm": drift,
    }
    summary = summarise(heard) | about | {"version": klangbro_version(), "page": str(out / "report.html")}
    keep(out, lesson, heard, summary)
    if as_json:
        sys.stdout.write(json.dumps(summary, allow_nan=False) + "\n")
    else:
        _print(summary, Console())
    if open_page:
        webbrowser.open((out / "report.html").resolve().as_uri())


def hold(weather: str, *, seed: int, seconds: float, profile: str, drift_ppm: float, quiet: bool) -> Lesson:
    """The lesson of the demo: the pupil's clock drifts, and both ways have weather of their own.

    Raises
    ------
    ValueError
        No such weather.
    PartError
        See `Stage.hold`.
    """
    down, up = (forecast(weather, seed + index, seconds + _SPARE_S) for index in (0, 1))
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=quiet,
    )
    with bar:
        task = bar.add_task("Music is rendered", total=1.0)
        music = duet(seed, seconds + _SPARE_S)
        with Stage(lambda what, share: bar.update(task, description=what, completed=share)) as stage:
            return stage.hold(
                Part("teacher", "violin", music.violin, weather=down),
                Part("pupil", "cello", music.cello, drift_ppm=drift_ppm, weather=up),
                seconds,
                seed=seed,
                profile=profile,
            )


def summarise(heard: tuple[Hearing, Hearing]) -> dict[str, object]:
    """The figures that ``--json`` promises; null where nothing was heard."""
    teacher, pupil = heard
    delays = np.concatenate([teacher.delay_ms, pupil.delay_ms])
    p50, p95 = np.percentile(delays, [50, 95]) if len(delays) else (np.nan, np.nan)
    return {
        "mouth_to_ear_ms": {"p50": _rounded(p50), "p95": _rounded(p95)},
        "loss_pct": _rounded((teacher.loss_pct + pupil.loss_pct) / 2),
        "concealed_pct": _rounded((teacher.concealed_pct + pupil.concealed_pct) / 2),
        "correlation": {one.ear.part.who: _rounded(one.correlation) for one in heard},
        "ledger_ms": _rounded((teacher.ledger_ms + pupil.ledger_ms) / 2),
        "ends": {one.ear.part.who: _end(one) for one in heard},
    }


def _end(one: Hearing) -> dict[str, float | None]:
    return {
        "mouth_to_ear_p50_ms": _rounded(one.p50_ms),
        "mouth_to_ear_p95_ms": _rounded(one.p95_ms),
        "ledger_p50_ms": _rounded(one.ledger_ms),
        "ledger_minus_outside_ms": _rounded(one.ledger_off_ms),
        "loss_pct": _rounded(one.loss_pct),
        "concealed_pct": _rounded(one.concealed_pct),
        "damaged_pct": _rounded(one.damaged_pct),
        "gap_pct": _rounded(one.gap_pct),
        "cpu_pct": _rounded(one.ear.cpu_pct),
    }


def _rounded(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def keep(out: Path, lesson: Lesson, heard: tuple[Hearing, Hearing], summary: dict[str, object]) -> None:
    """Write recordings (sample 0 is the same moment in all four), statuses, figures and the page."""
    out.mkdir(parents=True, exist_ok=True)
    whole = round(lesson.seconds * SAMPLE_RATE_HZ)
    for one in heard:
        write_wav(out / f"{one.ear.part.who}-heard.wav", one.heard[:whole, None].astype(np.float32))
        write_wav(out / f"{one.mouth.part.who}-played.wav", one.played[:, None].astype(np.float32))
        told = {"statuses": one.ear.statuses, "report": one.ear.report}
        (out / f"{one.ear.part.who}.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    (out / "figures.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    title = f"A lesson over {SPOKEN[str(summary['weather'])]}"
    (out / "report.html").write_text(lesson_page(title, heard, _small_print(summary)), encoding="utf-8")


def _small_print(summary: dict[str, object]) -> list[tuple[str, str]]:
    machine = ", ".join(f"{key} {value}" for key, value in describe().items())
    seed = summary["seed"]
    again = f"klangbro demo --weather {summary['weather']} --seed {seed} --seconds {summary['seconds']:g}"
    return [
        (
            "Weather",
            f"{summary['weather']}, seeds {seed} (to the pupil) and {int(str(seed)) + 1} (to the teacher)",
        ),
        ("Profile", str(summary["profile"])),
        ("Sound cards", f"64 frames at 48 kHz; the pupil's runs {summary['drift_ppm']} ppm fast"),
        ("Klangbro", str(summary["version"])),
        ("Machine", machine),
        ("Again", again),
    ]


def _print(summary: dict[str, object], console: Console) -> None:
    delay, correlation, ledger = summary["mouth_to_ear_ms"], summary["correlation"], summary["ledger_ms"]
    assert isinstance(delay, dict) and isinstance(correlation, dict)
    console.print(
        f"Mouth-to-ear   {delay['p50']} ms median, 95 % within {delay['p95']} ms (the ledger says {ledger})"
    )
    console.print(f"Lost           {summary['loss_pct']} % of the packets")
    console.print(f"Concealed      {summary['concealed_pct']} % of the sound")
    console.print(
        f"Correlation    teacher {correlation['teacher']}, pupil {correlation['pupil']} (heard with played)"
    )
    console.print(f"The page       {summary['page']}", soft_wrap=True)
