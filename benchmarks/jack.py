"""``klangbro bench mouth-to-ear``: two native peers on one JACK graph, a real IP link between them.

Question: how late is sound from one end's JACK input to the other's JACK output, everything included? Both
ends sit on one clock, in two network namespaces; m2e plays and records in the same JACK cycle. See
README.md.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks import m2e
from benchmarks.awake import awake
from benchmarks.frame import Run
from benchmarks.jackd import PERIOD_FRAMES, JackServer
from benchmarks.m2e import NoJackError, Samples
from benchmarks.paths import linklab
from benchmarks.paths.linklab import ADDRESSES, LinkError, LinkLab
from benchmarks.paths.weather import PROFILES, forecast
from benchmarks.player import Plan
from benchmarks.processes import PartError, PlayerPart, ServerPart
from benchmarks.recorder import Ports, recorded
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.stage import meet

SECONDS, QUICK_SECONDS = 125.0, 10.0
_RATE_HZ = 48_000
_SKIP_S = 3.0
_EDGE_S = 10.0
_SETTLED_S = 60.0  # by then the target has found its place; packets are dropped from there on
PORTS = Ports("teacher:input_1,teacher:input_2", "pupil:output_1")


@dataclass(frozen=True)
class Take:
    """One recording of the far end's output, and what the program said meanwhile."""

    figures: dict[str, float]
    delays_ms: NDArray[np.float64]
    ledger_ms: float
    xruns: int
    dropped: int
    callbacks_ms: dict[str, float]


@bench("mouth-to-ear")
def mouth_to_ear(
    run: Run,
    weather: Annotated[str, typer.Option(help=f"What the link is like: {', '.join(PROFILES)}.")] = "clean",
    seconds: Annotated[float | None, typer.Option(min=8.0, help="Recorded in each run.")] = None,
    profile: Annotated[str, typer.Option(help="What the teacher sets.")] = "duet",
    period: Annotated[int, typer.Option(min=16, max=1024, help="Frames of a JACK period.")] = PERIOD_FRAMES,
) -> None:
    """Measure mouth-to-ear of two native peers on JACK, over a real link (Linux, root)."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    lack = linklab.missing()
    if lack:
        raise CannotMeasureError(lack)
    try:
        steady = take(weather, seed=run.seed, seconds=run.seconds, profile=profile, period=period)
        add_take(run, "opus", steady)
        if not run.quick:
            thinned = take(
                weather, seed=run.seed, seconds=run.seconds, profile=profile, period=period, drop_every_s=1.0
            )
            add_take(run, "one_lost_a_second", thinned)
            for case, found in (("opus", steady), ("one_lost_a_second", thinned)):  # the first is the control
                run.figure(f"{case}.moved", moved_ms(found.delays_ms), "ms", n=len(found.delays_ms))
            run.figure("one_lost_a_second.dropped", float(thinned.dropped), "packets")
    except (NoJackError, LinkError, PartError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error


def take(
    weather: str, *, seed: int, seconds: float, profile: str, period: int, drop_every_s: float = 0.0
) -> Take:
    """One run: a fresh graph, a fresh link, a lesson; the teacher is heard at the pupil's end."""
    with ExitStack() as closing:
        closing.enter_context(awake())
        players = closing.enter_context(
            _lesson(
                weather,
                seed=seed,
                seconds=seconds,
                profile=profile,
                period=period,
                drop_every_s=drop_every_s,
            )
        )
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-m2e-")))
        heard, xruns = players.record(seconds, folder / "heard.npy")
        dropped = int(players.ends[0].finish()["dropped"])
        players.ends[1].finish()
        ledger = [far["mouth_to_ear_ms"] for status in players.ends[1].statuses for far in status["far"]]
        callbacks_ms = {
            f"{who}.callback_{quantile}": float(end.statuses[-1]["engine"][f"callback_{quantile}_ms"])
            for who, end in zip(("teacher", "pupil"), players.ends, strict=True)
            for quantile in ("p50", "p999")
        }
    probe = m2e.make_probe(_RATE_HZ, seconds)
    delays, _ = m2e.delays_ms(probe, m2e.highpass(heard, _RATE_HZ), _SKIP_S)
    known = [value for value in ledger if value is not None]
    return Take(
        figures=m2e.analyse(probe, heard, skip_s=_SKIP_S),
        delays_ms=delays,
        ledger_ms=float(np.median(known)) if known else float("nan"),
        xruns=xruns,
        dropped=dropped,
        callbacks_ms=callbacks_ms,
    )


def moved_ms(delays_ms: NDArray[np.float64]) -> float:
    """How far the delay of the last ten seconds is from that of the ten before settling ends.

    Packets are dropped between the two. NaN when too short.
    """
    count, settled = (round(span_s / m2e.PERIOD_S) for span_s in (_EDGE_S, _SETTLED_S - _SKIP_S))
    if len(delays_ms) < settled + count:
        return float("nan")
    return abs(float(np.median(delays_ms[-count:]) - np.median(delays_ms[settled - count : settled])))


@dataclass(frozen=True)
class _Ends:
    ends: tuple[PlayerPart, PlayerPart]
    record: Callable[[float, Path], tuple[Samples, int]]


@contextmanager
def _lesson(
    weather: str, *, seed: int, seconds: float, profile: str, period: int, drop_every_s: float
) -> Iterator[_Ends]:
    """A lesson on a graph and a link of its own."""
    with (
        staged(weather, seed=seed, seconds=seconds, period=period) as (graph, link),
        on_stage(graph, link, profile=profile, period=period, drop_every_s=drop_every_s) as players,
    ):
        yield _Ends(players, lambda length, file: recorded(graph, PORTS, length, file))


@contextmanager
def staged(weather: str, *, seed: int, seconds: float, period: int) -> Iterator[tuple[JackServer, LinkLab]]:
    """A graph, and a link whose weather begins now."""
    up, down = (forecast(weather, seed + index, seconds + 60) for index in (0, 1))
    with JackServer(period) as graph, LinkLab(up, down) as link:
        yield graph, link


@contextmanager
def on_stage(
    graph: JackServer, link: LinkLab, *, profile: str, period: int, drop_every_s: float = 0.0
) -> Iterator[tuple[PlayerPart, PlayerPart]]:
    """A lesson over the link, with both ends on the graph and nothing connected."""
    with ExitStack() as closing:
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=link.inside(link.school)))
        teacher, pupil = (
            closing.enter_context(PlayerPart(f"The {who}", prefix=link.inside(namespace), env=graph.env))
            for who, namespace in (("teacher", link.school), ("pupil", link.town))
        )
        for who, player in (("teacher", teacher), ("pupil", pupil)):
            player.start(_plan(who, server.invites[who], profile, period, drop_every_s))
        meet((teacher, pupil))
        yield teacher, pupil


def _plan(who: str, invite: str, profile: str, period: int, drop_every_s: float) -> Plan:
    teacher = who == "teacher"
    return Plan(
        invite=invite,
        device="jack:unconnected",
        block_frames=period,
        profile=profile if teacher else None,
        admit=teacher,
        loopback=False,
        name=who,
        drop_every_s=drop_every_s if teacher else 0.0,
        drop_after_s=_SETTLED_S,
    )


def add_take(run: Run, case: str, found: Take) -> None:
    """Add one take's figures; where the machine starved JACK, none is judged."""
    figures, count = found.figures, int(found.figures["found"])
    starved = found.xruns > m2e.STARVED_XRUNS_PER_S * run.seconds
    for name, unit in (("p50", "ms"), ("p95", "ms"), ("travel", "ms"), ("damaged", "%"), ("gap", "%")):
        key = f"{name}_{'pct' if unit == '%' else 'ms'}"
        run.figure(f"{case}.{name}", figures.get(key), unit, n=count, trusted=not starved)
    run.figure(f"{case}.found", 100 * count / max(1, figures["chirps"]), "%", n=int(figures["chirps"]))
    run.figure(f"{case}.ledger_minus_outside", found.ledger_ms - figures.get("p50_ms", np.nan), "ms", n=count)
    for name, value in found.callbacks_ms.items():
        run.figure(f"{case}.{name}", value, "ms")
    run.figure(f"{case}.xruns", found.xruns / run.seconds, "1/s", n=found.xruns)
    if starved:
        run.notes.append(
            f"{case}: the machine stopped the graph {found.xruns} times. Measure when it is idle."
        )
