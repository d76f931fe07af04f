"""``klangbro bench drift``: 45 minutes between two clocks, over every kind of weather, in virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.drift.clocks import Clock
from benchmarks.drift.report import drift_page
from benchmarks.drift.simulate import NailedTarget, Trace, play
from benchmarks.drift.sine import added_delay_ms, thd_plus_noise_db
from benchmarks.drift.unheard import Adapted, adapt, clips, score
from benchmarks.frame import Run
from benchmarks.paths.weather import PROFILES, forecast
from benchmarks.registry import CannotMeasureError, bench
from dsp import SAMPLE_RATE_HZ

SECONDS, QUICK_SECONDS = 2700.0, 150.0
DRIFTS_PPM, QUICK_DRIFTS_PPM = (100.0, -100.0), (100.0,)
KNOWN_S = 60.0
WANDER_PPM, WANDER_S = 1.0, 600.0
_WAIT_SAMPLES = 60 * SAMPLE_RATE_HZ // 1000
_SPARE_S = 5.0
_SINES_HZ = (100.0, 440.0, 997.0, 3150.0, 6300.0, 9999.0)
_RESTART_S = 8.0


@bench("drift")
def drift(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = ["fibre", "lte", "leo"],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[
        float | None, typer.Option(min=70.0, help="Virtual time on each path; 2700 by default.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page into this file.")] = None,
) -> None:
    """Let two clocks part for 45 simulated minutes: what is known of the drift, and what is heard of it."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    traces: dict[str, list[Trace]] = {}
    for name in weather:
        try:
            traces[name] = [
                part_ways(name, ppm, run.seconds, run.seed + number)
                for number, ppm in enumerate(QUICK_DRIFTS_PPM if run.quick else DRIFTS_PPM)
            ]
        except ValueError as error:
            raise CannotMeasureError(str(error)) from error
        add_figures(run, name, traces[name])
    add_sine_figures(run)
    add_events(run)
    adapted = add_adapting(run)
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(drift_page(run, traces, adapted), encoding="utf-8")


def part_ways(weather: str, ppm: float, seconds: float, seed: int) -> Trace:
    """Play with a target that never moves, so that all that moves is the clocks' doing."""
    lasts = seconds + _SPARE_S
    return play(
        Clock.wandering(ppm, seconds=lasts, wander_ppm=WANDER_PPM, period_s=WANDER_S, seed=2 * seed),
        Clock.wandering(0.0, seconds=lasts, wander_ppm=0.0, period_s=WANDER_S, seed=2 * seed + 1),
        forecast(weather, seed, seconds),
        seconds=seconds,
        seed=seed,
        target=NailedTarget(_WAIT_SAMPLES),
    )


def add_figures(run: Run, weather: str, traces: list[Trace]) -> None:
    """What one weather gave, both drifts together; the worse of the two where there is one worst."""
    known = [trace.at_s >= KNOWN_S for trace in traces]
    off = [(trace.estimated_ppm - trace.true_ppm)[late] for trace, late in zip(traces, known, strict=True)]
    looks = sum(len(one) for one in off)
    worst = [float(np.abs(one).max()) for one in off]
    rms = [float(np.sqrt(np.mean(one**2))) for one in off]
    wander = [float(trace.delay_ms[late].std()) for trace, late in zip(traces, known, strict=True)]
    moved = [float(trace.moved_samples[-1]) for trace in traces]
    cents = [float(trace.worst_cents.max()) for trace in traces]
    for name, values, unit in (
        ("ratio_error_max", worst, "ppm"),
        ("ratio_error_rms", rms, "ppm"),
        ("delay_wander_rms", wander, "ms"),
        ("moved_for_drift", moved, "samples"),
        ("pitch_off_max", cents, "cent"),
    ):
        run.figure(f"{weather}.{name}", max(values), unit, n=looks, spread=max(values) - min(values))


def add_sine_figures(run: Run) -> None:
    """The resampler at ratios that hold, and what it costs in delay."""
    ratios = [1 + ppm * 1e-6 for ppm in (100.0, -100.0, 37.3, 400.0)]
    levels = [thd_plus_noise_db(hz, ratio) for hz in _SINES_HZ for ratio in ratios]
    run.figure("sine.thd_n_worst", max(levels), "dB", n=len(levels), spread=max(levels) - min(levels))
    run.figure("resampler.added_delay", max(added_delay_ms(ratio) for ratio in ratios), "ms", n=len(ratios))


def add_events(run: Run) -> None:
    """A sender that begins anew, and counters that wrap."""
    seconds = 2 * _RESTART_S
    sender, card = (
        Clock.wandering(ppm, seconds=seconds + _SPARE_S, wander_ppm=0.0, period_s=WANDER_S, seed=run.seed)
        for ppm in (30.0, 0.0)
    )
    clean = forecast("fibre", run.seed, seconds)
    anew = play(sender, card, clean, seconds=seconds, seed=run.seed, restart_s=_RESTART_S, look_s=0.01)
    quiet = anew.at_s[(anew.at_s > _RESTART_S) & ~anew.sounding]
    silent_ms = float(quiet.max() - _RESTART_S) * 1e3 if len(quiet) else 0.0
    run.figure("restart.silent", silent_ms if anew.stats.restarts == 1 else None, "ms")
    start = 2**32 - round(_RESTART_S * SAMPLE_RATE_HZ)
    wrapped = play(sender, card, clean, seconds=seconds, seed=run.seed, first_timestamp=start)
    plain = play(sender, card, clean, seconds=seconds, seed=run.seed)
    apart = np.abs(wrapped.delay_ms - plain.delay_ms).max() * SAMPLE_RATE_HZ / 1000
    run.figure("wrap.moved", float(apart), "samples", n=len(plain.at_s))


def add_adapting(run: Run) -> list[Adapted]:
    """Whether a delay that goes up and down again is heard, clip by clip."""
    adapted = [adapt(clip, run.seed) for clip in clips(run.seed, quick=run.quick)]
    scores = score(adapted)
    if scores is None:
        run.notes.append("Adapting was not scored: zimtohrli is not installed (pip install zimtohrli).")
        return adapted
    ours, control = np.array(scores).T
    below = control - ours
    run.figure("adapting.zimtohrli_least", float(ours.min()), "MOS", n=len(ours), spread=float(np.ptp(ours)))
    run.figure(
        "adapting.below_control_most", float(below.max()), "MOS", n=len(ours), spread=float(np.ptp(below))
    )
    return adapted
