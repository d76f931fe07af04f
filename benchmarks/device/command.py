"""``klangbro bench device``: which setting of an interface to use, and what it is worth. See README.md."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.device import posting, record, verdict
from benchmarks.device.compare import compare_two
from benchmarks.device.ports import EmulatedPort, Port, Watch
from benchmarks.device.quality import deviation_db
from benchmarks.device.record import Device, Long, Screened
from benchmarks.device.screen import QUICK, Bench, Times
from benchmarks.device.truth import PREFIX, parse
from benchmarks.frame import Run
from benchmarks.network.door import DoorError, read_place
from benchmarks.registry import CannotMeasureError, bench
from client.native import calibration
from client.native.errors import DeviceError

_AIR = (
    "By air: in the round trip are 2.9 ms for each metre from the loudspeaker to the microphone; response, "
    "distortion and noise are the room's too. It shows which setting holds; nothing is kept for the lesson "
    "clock. A cable says the rest."
)


@bench("device")
def device(  # noqa: PLR0917 - options, given by name
    run: Run,
    device: Annotated[
        str,
        typer.Option(
            help="A sound card's name or number, jack, jack:loopback, or emulated:rtl=5.9ms,drift=12ppm,..."
        ),
    ] = "default",
    output: Annotated[str | None, typer.Option(help="Another card to play through.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run was stopped.")] = False,
    air: Annotated[
        bool, typer.Option("--air", help="No cable: from the loudspeaker to the microphone.")
    ] = False,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Do not measure: compare two results of --json.")
    ] = None,
    report: Annotated[
        str | None, typer.Option(help="A place's link: also show the figures on the server's page Places.")
    ] = None,
) -> None:
    """Find the best setting of a sound interface: a cable from its output to its input, five minutes."""
    if compare is not None:
        compare_two(run, compare)
        return
    try:
        place = None if report is None else read_place(report)
    except DoorError as error:
        raise CannotMeasureError(str(error)) from error
    found = find(run, device, output, resume=resume, air=air)
    if place is not None:
        run.notes.append(posting.tell(place, found, time.time))
    if page is not None:
        from benchmarks.report.device import device_page  # noqa: PLC0415 - matplotlib is heavy

        page.write_text(device_page(run.result()), encoding="utf-8")


def find(
    run: Run, device: str, output: str | None = None, *, resume: bool = False, air: bool = False
) -> Device:
    """Measure an interface, add its figures and keep its calibration.

    Raises
    ------
    CannotMeasureError
        There is no such interface, or it takes no setting.
    """
    try:
        with _port(device, output, run.seed) as port:
            file = record.partial_file(f"{port.name} {device if port.kind == 'emulated' else ''}")
            found = (record.load(Device, file) if resume else None) or _blank(port)
            found.way = "air" if air else "cable"
            times = QUICK if run.quick else Times()
            run.seconds = times.chirps + times.drift
            with _shown() as told:
                _measure(port, found, told, file, times)
    except (DeviceError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error
    file.unlink(missing_ok=True)
    add_figures(run, found)
    _store(run, found)
    return found


def _measure(port: Port, found: Device, told: Shown, file: Path, times: Times) -> None:
    try:
        Bench(port, found, told, lambda known: record.save(known, file), times).measure()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What is known is kept: go on with --resume.\n")
        raise typer.Exit(130) from None


def _blank(port: Port) -> Device:
    return Device(name=port.name, kind=port.kind, hardware=port.kind == "card")


@contextmanager
def _port(device: str, output: str | None, seed: int) -> Iterator[Port]:
    """Open what ``--device`` names.

    Raises
    ------
    DeviceError, ValueError
        There is no such thing, or nobody understands it.
    """
    if device.startswith(PREFIX.rstrip(":")):
        yield EmulatedPort(parse(device.partition(":")[2]), seed)
        return
    if device in ("jack", "jack:loopback"):
        from benchmarks.device.jackport import JackPort  # noqa: PLC0415 - needs libjack

        port = JackPort(loop=device != "jack")
        try:
            yield port
        finally:
            port.close()
        return
    from benchmarks.device.card import CardPort  # noqa: PLC0415 - needs PortAudio
    from client.native.devices.spec import parse_spec  # noqa: PLC0415

    yield CardPort(parse_spec(device), None if output is None else parse_spec(output))


class Shown:
    """A bar for each part, on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = None if progress.disable else progress.add_task("")

    def part(self, words: str) -> Watch:
        if self._task is None:
            return lambda _share: None
        task = self._task
        self._progress.reset(task, total=1.0, description=words)
        return lambda share: self._progress.update(task, completed=share)


@contextmanager
def _shown() -> Iterator[Shown]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<40}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Shown(progress)


def add_figures(run: Run, device: Device) -> None:
    """The common figures; everything else stands under ``device``."""
    for screened in device.screened:
        _screened(run, screened)
    for long in device.long:
        _long(run, long)
    run.extra["device"] = device.model_dump()
    run.notes += [device.sentence]
    run.notes += [f"{fault.name}: {fault.words}" for fault in device.faults]
    if device.way == "air":
        run.notes.append(_AIR)
    if not device.hardware:
        run.notes.append("No real interface was measured.")


def _case(one: Screened) -> str:
    return f"{one.rate_hz}.{one.block_frames}"


def _screened(run: Run, one: Screened) -> None:
    spread = float(np.ptp(one.lags_samples)) / one.rate_hz * 1000 if len(one.lags_samples) > 1 else None
    run.figure(f"{_case(one)}.rtl", verdict.rtl_ms(one), "ms", n=len(one.lags_samples), spread=spread)
    run.figure(f"{_case(one)}.xruns", None if one.failed else float(one.xruns + one.slips), "1")


def _long(run: Run, one: Long) -> None:
    base, short = one.screened, f"{_case(one.screened)}.long"
    lags = np.array(one.screened.lags_samples) / base.rate_hz * 1000
    spread = float(np.ptp(lags)) if len(lags) else None
    for name, at in (("p50", 50), ("p95", 95)):
        value = float(np.percentile(lags, at)) if len(lags) else None
        run.figure(f"{short}.rtl_{name}", value, "ms", n=len(lags), spread=spread)
    if base.reported_ms is not None:
        run.figure(f"{short}.rtl_reported", base.reported_ms, "ms")
    run.figure(f"{short}.xruns", float(base.xruns + base.slips), "1")
    run.figure(f"{short}.drift", one.drift_ppm, "ppm", spread=one.drift_halves_ppm)
    sound = one.sound
    for name, value, unit in (
        ("noise", sound.noise_dbfs, "dBFS"),
        ("noise_a", sound.noise_a_dbfs, "dBFS"),
        ("thd_n", sound.thd_n_db, "dB"),
        ("response_swing", None if sound.response_db is None else deviation_db(sound.response_db), "dB"),
        ("balance", sound.balance_db, "dB"),
        ("crosstalk", sound.crosstalk_db, "dB"),
    ):
        run.figure(f"{short}.{name}", value, unit)
    if lags.size:
        run.samples[f"{short}.rtl_p50"] = [round(one, 5) for one in lags.tolist()]


def _store(run: Run, device: Device) -> None:
    """Keep the calibration of a real interface; by air it would be the room's as well."""
    if device.kind == "emulated" or device.way == "air":
        return
    for one in device.long:
        if one.screened.rtl_samples is None or not verdict.holds(one.screened):
            continue
        kept = calibration.Calibration(
            device.name,
            one.screened.rate_hz,
            one.screened.block_frames,
            one.screened.rtl_samples,
            one.drift_ppm,
            one.screened.reported_ms,
        )
        run.notes.append(f"Calibration of {verdict.setting(one.screened)} kept in {calibration.store(kept)}.")
