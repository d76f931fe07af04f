"""``klangbro bench network --to SERVER``: what this network is good for. See README.md."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.frame import Run
from benchmarks.network import advice
from benchmarks.network.agent import seconds_of
from benchmarks.network.door import DoorError, Target, read_target
from benchmarks.network.measure import Amount, Told, measure
from benchmarks.network.record import NetworkFound
from benchmarks.registry import CannotMeasureError, bench
from dsp.path.found import ProfileFound, WayFound
from dsp.path.plans import stream
from dsp.path.ways import Way

if TYPE_CHECKING:
    from benchmarks.network.watch import Watcher

QUICK = Amount(seconds=5.0, load_s=3.0, load_bytes=4_000_000)


@bench("network")
def network(  # noqa: PLR0917 - options, given by name
    run: Run,
    to: Annotated[str, typer.Option(help="An invite or the new-lesson link, as klangbro serve prints them.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="SHA-256 of the server's own certificate, where the link has none.")
    ] = None,
    gentle: Annotated[
        bool, typer.Option("--gentle", help="Fill nothing: no load beside the packets.")
    ] = False,
    profile: Annotated[
        list[str] | None, typer.Option(help="Measure for this profile alone; may be given several times.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0.5, max=60, help="Of each profile.")] = None,
    every: Annotated[
        str | None,
        typer.Option(
            help="With a place's link: measure every so often, 30min say, and report to the server."
        ),
    ] = None,
    times: Annotated[int | None, typer.Option(min=1, help="With --every: so often, then end.")] = None,
    monthly_gb: Annotated[
        float, typer.Option(min=0.01, help="With --every: data that a month may cost, GB.")
    ] = 3.0,
    device: Annotated[
        str | None,
        typer.Option(help="With --every: an interface whose cable stays in place, measured once a night."),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")] = None,
) -> None:
    """Find out what this network is good for, each direction apart, and what its owner has to open."""
    try:
        target = read_target(to, fingerprint)
        if every is not None:
            _watch(run, target, round(monthly_gb * 1e9), device).run(seconds_of(every), times)
            raise typer.Exit
        with shown() as told:
            found = find(run, target, told, _amount(run, gentle, profile, seconds))
    except (DoorError, OSError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error
    add_figures(run, found)
    if page is not None:
        from benchmarks.report.network import network_page  # noqa: PLC0415 - matplotlib is heavy

        page.write_text(network_page(run.result()), encoding="utf-8")


def _watch(run: Run, target: Target, monthly_bytes: int, device: str | None) -> Watcher:
    """A place's program, and the interface that it looks at by night."""
    from benchmarks.network.watch import Watcher  # noqa: PLC0415 - one look needs none of it

    def interface() -> dict[str, object] | None:
        from benchmarks.device import command as device_command  # noqa: PLC0415 - once a night
        from benchmarks.device.posting import reading  # noqa: PLC0415

        assert device is not None
        own = Run("device", seed=run.seed, quick=True)
        return reading(device_command.find(own, device))

    return Watcher(target, monthly_bytes, lambda _words: _unseen, interface if device else None)


def _amount(run: Run, gentle: bool, profiles: list[str] | None, seconds: float | None) -> Amount:
    amount = QUICK if run.quick else Amount()
    if gentle:
        amount = replace(amount, load_s=0.0)
    if profiles:
        amount = replace(amount, profiles=tuple(stream(name).profile.name.value for name in profiles))
    return amount if seconds is None else replace(amount, seconds=seconds)


def find(run: Run, target: Target, told: Told, amount: Amount) -> NetworkFound:
    """Measure, and say it in sentences.

    Raises
    ------
    DoorError, OSError
    """
    run.seconds = amount.seconds
    found, raw = measure(target, amount, told)
    found.sentences = advice.sentences(found)
    run.extra["origin"] = target.origin
    for one in raw[: len(found.profiles)]:
        for name, way in (("up", one.up), ("down", one.down)):
            add_lateness(run, f"{one.profile}.{name}.late", way)
    return found


def add_lateness(run: Run, name: str, way: Way) -> None:
    """How late packets came over the least, in the order they came: what two runs can be held against by."""
    transit = way.transit_ms[way.there]
    if not len(transit):
        return
    each = max(1, len(transit) // 400)
    # The worst of every few packets: a spike of one is what a buffer has to stand.
    worst = [float(transit[at : at + each].max()) for at in range(0, len(transit), each)]
    late = [round(value - float(transit.min()), 3) for value in worst]
    run.samples[name] = late
    run.figure(name, fmean(late), "ms", n=len(late), spread=max(late) - min(late))


def _unseen(_share: float) -> None:
    """An agent's progress is nobody's to watch."""


@contextmanager
def shown() -> Iterator[Told]:
    """A bar for each part, on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<34}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=1.0)

        def told(words: str) -> Callable[[float], None]:
            progress.reset(task, total=1.0, description=words)
            return lambda share: progress.update(task, completed=share)

        yield told


def add_figures(run: Run, found: NetworkFound) -> None:
    """The common figures; everything else stands under ``network``."""
    for one in found.profiles:
        _profile(run, one)
    for load in found.loads:
        run.figure(f"load.{load.way}.rate", load.mbit_s, "Mbit/s")
        run.figure(f"load.{load.way}.later_p95", load.loaded_p95 - load.idle_p95, "ms")
        run.figure(f"load.{load.way}.lost", load.loss, "%")
    run.figure("mtu.up", found.mtu_up, "bytes")
    run.figure("mtu.both", found.mtu_both, "bytes")
    run.figure("used", found.bytes / 1e6, "MB")
    run.extra["network"] = found.model_dump()
    run.notes += found.sentences


def _profile(run: Run, one: ProfileFound) -> None:
    name = one.profile
    n = 0 if one.up is None else one.up.sent
    for key, value in (("rtt_p50", one.rtt_p50), ("rtt_p95", one.rtt_p95), ("rtt_least", one.rtt_least)):
        run.figure(f"{name}.{key}", value, "ms", n=n)
    for way, found in (("up", one.up), ("down", one.down)):
        if found is not None:
            _way(run, f"{name}.{way}", found)
    run.figure(f"{name}.sound", one.sound_ms, "ms", n=n)
    run.figure(f"{name}.worth", one.worth_ms, "ms", n=n)


def _way(run: Run, name: str, found: WayFound) -> None:
    for key, value, unit in (
        ("variation_p50", found.variation_p50, "ms"),
        ("variation_p95", found.variation_p95, "ms"),
        ("variation_p99", found.variation_p99, "ms"),
        ("one_way_p50", found.one_way_p50, "ms"),
        ("one_way_bound", found.bound, "ms"),
        ("lost", found.loss, "%"),
        ("longest_burst", float(max(found.bursts, default=0)), "packets"),
        ("reordered", found.reordered, "%"),
        ("wait", found.wait, "ms"),
        ("concealed", found.concealed, "%"),
    ):
        run.figure(f"{name}.{key}", value, unit, n=found.sent)
