"""``klangbro bench site --to SERVER``: interface, network and a lesson with the echo, on one page."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from benchmarks.device import command as device_command
from benchmarks.device import posting
from benchmarks.device.record import Device
from benchmarks.frame import Run
from benchmarks.network import agent
from benchmarks.network import command as network_command
from benchmarks.network.door import Door, DoorError, Target, read_place, read_target
from benchmarks.network.measure import Amount, Told
from benchmarks.network.record import NetworkFound
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.site import lesson, readiness
from benchmarks.site.record import EchoFound, SiteFound
from client.native.errors import ClientError

SECONDS, QUICK_SECONDS = 120.0, 8.0
_PROFILE = "balanced"
Found = TypeVar("Found")


@bench("site")
def site(  # noqa: PLR0917 - options, given by name
    run: Run,
    to: Annotated[str, typer.Option(help="An invite or the new-lesson link, as klangbro serve prints them.")],
    device: Annotated[
        str,
        typer.Option(
            help="As for bench device: a card's name, jack, or emulated:rtl=5.9ms,...; none: no card."
        ),
    ] = "default",
    output: Annotated[str | None, typer.Option(help="Another card to play through.")] = None,
    fingerprint: Annotated[str | None, typer.Option(help="SHA-256 of the server's own certificate.")] = None,
    gentle: Annotated[bool, typer.Option("--gentle", help="Fill nothing.")] = False,
    place: Annotated[str, typer.Option(help="What to call this place in the report.")] = "",
    page: Annotated[Path | None, typer.Option(help="Write the report to this file.")] = None,
    report: Annotated[
        str | None, typer.Option(help="A place's link: show the figures on the server's page Places.")
    ] = None,
) -> None:
    """Find out whether lessons can be given from this place: interface, network, a lesson with the echo."""
    began_s = time.monotonic()
    try:
        target = read_target(to, fingerprint)
        told_place = None if report is None else read_place(report)
        missing: list[str] = []
        card = None if device == "none" else _tried(missing, lambda: _device(run, device, output))
        with network_command.shown() as told:
            amount = network_command.QUICK if run.quick else Amount()
            chosen = Amount(amount.seconds, 0.0, 0) if gentle else amount
            network = network_command.find(run, target, told, chosen)
            network_command.add_figures(run, network)
            echo = _tried(missing, lambda: _echo(run, target.origin, to, fingerprint, told))
    except (DoorError, OSError) as error:
        raise CannotMeasureError(str(error)) from error
    add_figures(run, card, network, echo, missing)
    run.seconds = time.monotonic() - began_s
    run.extra["place"] = place
    if told_place is not None:
        run.notes += _told(told_place, card, network)
    if page is not None:
        from benchmarks.report.site import site_page  # noqa: PLC0415 - matplotlib is heavy

        page.write_text(site_page(run.result()), encoding="utf-8")


def _tried(missing: list[str], measure: Callable[[], Found]) -> Found | None:
    """What was found; or nothing, and why is remembered: the rest of the report is worth having."""
    try:
        return measure()
    except (ClientError, PartError, CannotMeasureError, DoorError) as error:
        missing.append(str(error))
        return None


def _device(run: Run, device: str, output: str | None) -> Device:
    own = Run("device", seed=run.seed, quick=run.quick)
    found = device_command.find(own, device, output)
    run.figures += own.figures
    run.extra["device"] = own.extra["device"]
    return found


def _told(place: Target, card: Device | None, network: NetworkFound) -> list[str]:
    """What became of the figures on their way to the place's page."""
    said = [] if card is None else [posting.tell(place, card, time.time)]
    try:
        with Door(place) as door:
            count = agent.report(door, network)
    except (DoorError, OSError) as error:
        return [*said, f"The network's figures are not on the place's page: {error}"]
    return [*said, f"The network's figures of {count} profiles stand there as this hour's."]


def _echo(run: Run, origin: str, to: str, fingerprint: str | None, told: Told) -> EchoFound:
    target = read_target(to, fingerprint)
    seconds = QUICK_SECONDS if run.quick else SECONDS
    with Door(target) as door:
        invite = lesson.echo_invite(door, target)
    heard = lesson.hold(
        invite, seconds, profile=_PROFILE, seed=run.seed, watch=told("A lesson with the echo")
    )
    return lesson.found_of(heard, _PROFILE, seconds)


def add_figures(
    run: Run, card: Device | None, network: NetworkFound, echo: EchoFound | None, missing: list[str]
) -> None:
    """The readiness of each profile, and the echo."""
    found = readiness.ready(card, network)
    for one in found:
        run.figure(f"{one.profile}.ready", one.worth_ms, "ms")
    if echo is not None:
        run.figure("echo.back_p50", echo.back_p50_ms, "ms", n=echo.windows)
        run.figure("echo.back_p95", echo.back_p95_ms, "ms", n=echo.windows)
        run.figure("echo.correlation", echo.correlation, "1", n=echo.windows)
        run.figure("echo.damaged", echo.damaged_pct, "%", n=echo.windows)
        run.figure("echo.concealed", echo.concealed_pct, "%")
    said = readiness.sentences(card, network, echo, found)
    run.notes[:] = [*said, *run.notes, *(f"Not measured: {why}" for why in missing)]
    whole = SiteFound(ready=found, echo=echo, missing=missing, sentences=said)
    run.extra["site"] = whole.model_dump()
