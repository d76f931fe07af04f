"""``klangbro bench jitter``: every law on identical packets, beside the best one could have known.

Question: does our law wait as long as it is worth, on every path, and never longer than others? See
README.md.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.frame import Run
from benchmarks.jitter import engine, irtt
from benchmarks.jitter.compare import PTIME_SAMPLES, Comparison, compare
from benchmarks.jitter.music import LEAST_S, hear
from benchmarks.jitter.trace import through
from benchmarks.material import CLIPS
from benchmarks.paths.weather import PROFILES
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.report.jitter import Shown, jitter_page
from dsp.path.decisions import play
from dsp.path.trace import SAMPLE_RATE_HZ, Trace

SECONDS, QUICK_SECONDS = 600.0, 60.0
SEEDS, QUICK_SEEDS = 10, 2
QUICK_CLIPS = 3
HOUR_S = 3600.0
QUICK_HOUR_S = 90.0
_PHRASE_END_S = 8.5
_STEP_WEIGHTS_MS = {120: 4.0, 240: 10.0, 480: 4.0, 960: 40.0}  # who uses such packets: pages' duet has 10 ms


@bench("jitter")
def jitter(  # noqa: PLR0917 - options, given by name
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"Paths, may be given again: {', '.join(PROFILES)}.")
    ] = list(PROFILES),  # noqa: B006 - Typer reads it and nobody writes it
    seeds: Annotated[int | None, typer.Option(min=1, help="How many, from --seed on; 10 by default.")] = None,
    seconds: Annotated[float | None, typer.Option(min=31.0, help="Of each trace; 600 by default.")] = None,
    trace: Annotated[
        list[Path], typer.Option(help="An irtt result (-o FILE) to judge as well, may be given again.")
    ] = [],  # noqa: B006
    music: Annotated[
        float | None,
        typer.Option(min=LEAST_S, help="Also send every clip over each path, so many seconds, with sound."),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")] = None,
) -> None:
    """Put our delay law, four others' and hindsight on identical packets."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = list(range(run.seed, run.seed + (seeds or (QUICK_SEEDS if run.quick else SEEDS))))
    try:
        shown = [_weather(run, name) for name in weather] + [_measured(run, file) for file in trace]
    except ValueError as error:
        raise CannotMeasureError(str(error)) from error
    _step(run)
    _start(run)
    _hour(run)
    for name in weather if music is not None else ():
        _music(run, name, music or LEAST_S)
    if page is not None:
        page.write_text(jitter_page(shown, run), encoding="utf-8")


def _weather(run: Run, name: str) -> Shown:
    shown = Shown(name)
    for weight_ms, ptime in PTIME_SAMPLES.items():
        found: list[Comparison] = []
        for seed in run.seeds:
            path = through(name, seed=seed, seconds=run.seconds, ptime_samples=ptime)
            found.append(compare(path, weight_ms))
            shown.traces.setdefault(weight_ms, path)
        _add(run, f"{name}.w{weight_ms:g}", found)
        shown.found[weight_ms] = found[0]
    return shown


def _measured(run: Run, file: Path) -> Shown:
    """An irtt trace: its packets are as long as its interval, whatever the weight."""
    path = irtt.read(file)
    shown = Shown(file.name)
    for weight_ms in PTIME_SAMPLES:
        found = compare(path, weight_ms)
        shown.traces[weight_ms], shown.found[weight_ms] = path, found
        _add(run, f"{file.stem}.w{weight_ms:g}", [found])
    return shown


def _add(run: Run, case: str, found: list[Comparison]) -> None:
    weight_ms = found[0].weight_ms
    run.median(f"{case}.J", [one.cost_ms for one in found], "ms")
    run.median(f"{case}.hindsight", [one.hindsight.cost_ms(weight_ms) for one in found], "ms")
    run.median(f"{case}.clairvoyant", [one.clairvoyant.cost_ms(weight_ms) for one in found], "ms")
    run.median(f"{case}.delay", [one.ours.mean_delay_ms for one in found], "ms")
    run.median(f"{case}.concealed", [one.ours.concealed_pct for one in found], "%")
    allowed = [one.of_allowed for one in found]
    run.figure(f"{case}.of_allowed_median", statistics.median(allowed), "1", n=len(found))
    run.figure(f"{case}.of_allowed_worst", max(allowed), "1", n=len(found))
    for kind, figure in (
        ("alike", "over_best_rival_worst"),
        ("rivals", "over_as_published_worst"),
        ("forgiven", "over_as_published_forgiven_worst"),
    ):
        best = min(found[0].alike, key=lambda name: _median_cost(found, kind, name))
        costs = [getattr(one, kind)[best].cost_ms(weight_ms) for one in found]
        run.median(f"{case}.best_{kind} ({best})", costs, "ms")
        worst = max(one.over_ms(getattr(one, kind)) for one in found)
        run.figure(f"{case}.{figure}", worst, "ms", n=len(found))


def _median_cost(found: list[Comparison], kind: str, name: str) -> float:
    return float(statistics.median(getattr(one, kind)[name].cost_ms(one.weight_ms) for one in found))


def _music(run: Run, name: str, seconds: float) -> None:
    """Every clip through the whole jitter buffer, each over a path of its own."""
    clips = CLIPS[:QUICK_CLIPS] if run.quick else CLIPS
    for weight_ms in (4.0, 10.0):  # who has packets of 20 ms does not mind the delay
        heard = [
            hear(clip, name, weight_ms, seed=run.seed + index, seconds=seconds)
            for index, clip in enumerate(clips)
        ]
        case = f"{name}.w{weight_ms:g}.music"
        over = [one.over_ms for one in heard]
        run.median(f"{case}.J", [one.cost_ms for one in heard], "ms")
        run.median(f"{case}.told", [one.told_ms for one in heard], "ms")
        run.median(f"{case}.best_rival", [one.cost_ms - one.over_ms for one in heard], "ms")
        run.median(f"{case}.over_as_published", over, "ms")
        above = [one for one in heard if one.over_ms > 0.0]
        run.figure(f"{case}.clips_above_a_rival", float(len(above)), "clips", n=len(heard))
        for one in above:
            run.notes.append(f"{case}: {one.clip} (seed {one.seed}) is {one.over_ms:.1f} ms above")


def _step(run: Run) -> None:
    """30 ms more, and less again, for the whole jitter buffer with sound."""
    for ptime, weight_ms in _STEP_WEIGHTS_MS.items():
        path = engine.step(ptime, seed=run.seed)
        up_s, down_s = engine.STEP_UP_S, engine.STEP_DOWN_S
        short = engine.step(ptime, seed=run.seed, seconds=_PHRASE_END_S + 1.0)
        music, phrases = engine.run(path, weight_ms), engine.run(short, weight_ms, _phrase)
        case = f"step.{ptime / 48:g}ms"
        before_ms = music.delay_at(up_s)
        run.figure(f"{case}.concealed", music.concealed_between(up_s, down_s), "ms")
        run.figure(f"{case}.concealed_after_1s", music.concealed_between(up_s + 1.0, down_s), "ms")
        run.figure(f"{case}.left_after_20s_music", music.delay_at(down_s + 20.0) - before_ms, "ms")
        run.figure(f"{case}.left_after_silence", phrases.delay_at(_PHRASE_END_S + 0.6) - before_ms, "ms")


def _phrase(media: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sound without a cut in it, that stops half a second after the path became shorter."""
    noise = np.sin(media.astype(np.float64) ** 2 * 0.7) * 0.1
    return np.where(media < _PHRASE_END_S * SAMPLE_RATE_HZ, noise, 0.0)


def _start(run: Run) -> None:
    """On steady paths: how far the delay 300 ms after the first packet is from the settled one."""
    for name in ("clean", "fibre"):
        path = through(name, seed=run.seed, seconds=20.0, ptime_samples=120)
        ours = play(path, 4.0)
        early = float(ours.delay_ms[int(np.searchsorted(ours.at_s, 0.3))])
        settled = float(np.median(ours.delay_ms[ours.at_s > 10.0]))
        run.figure(f"start.{name}", abs(early - settled), "ms")


def _hour(run: Run) -> None:
    """How long an hour's lesson takes to decide, at 2.5 ms a packet."""
    part_s = QUICK_HOUR_S if run.quick else HOUR_S
    path: Trace = through("lte", seed=run.seed, seconds=part_s, ptime_samples=120)
    begun = time.process_time()
    play(path, 4.0)
    took_s = (time.process_time() - begun) * HOUR_S / part_s
    run.figure("decisions.hour", took_s, "s", trusted=not run.quick)
