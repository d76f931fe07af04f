"""``klangbro join`` and ``klangbro devices``."""

from __future__ import annotations

import asyncio
import json as json_format
import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType
from rich.table import Table

from client.native.cameras import CameraInfo, list_cameras
from client.native.devices import AudioDevice, list_cards, open_device
from client.native.devices.memory import Memory
from client.native.errors import ClientError
from client.native.keys import read_keys
from client.native.options import SessionOptions
from client.native.picture import half_blocks
from client.native.realtime import prepared_process, run_loop
from client.native.session import Session
from client.native.status import SessionReport, Status
from client.native.view import JsonView, LiveView, PlainView
from rtc.errors import LibraryMissingError

__all__ = ["devices", "join"]

View = LiveView | PlainView | JsonView

_DEVICE_HELP = (
    "Microphone (and output): default, a name or number from `klangbro devices`, jack, jack:unconnected, "
    "file:cello.wav[,drift=30ppm][,loop], tone:440, null."
)


def join(
    invite: Annotated[str, typer.Argument(help="The address you were given: https://.../join#t=...")],
    *,
    device: Annotated[str, typer.Option(help=_DEVICE_HELP)] = "default",
    output: Annotated[str | None, typer.Option(help="Another device to hear through.")] = None,
    block: Annotated[
        int | None,
        typer.Option(help="Frames a block; what `klangbro devices --probe` found for the device, else 64."),
    ] = None,
    rate: Annotated[int, typer.Option(help="Sample rate of the device, Hz.")] = 48_000,
    profile: Annotated[
        str | None, typer.Option(help="Teacher: duet, balanced, listen or studio, for both ends.")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Write what you hear into this WAV file.")] = None,
    video: Annotated[str | None, typer.Option(help="Send a picture: camera[:N], test or file:PATH.")] = None,
    no_video: Annotated[
        bool, typer.Option("--no-video", help="Send no picture, whatever --video says.")
    ] = False,
    picture: Annotated[bool, typer.Option("--picture", help="Show the far picture in the terminal.")] = False,
    save_picture: Annotated[Path | None, typer.Option(help="Keep the newest far picture here, PNG.")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.0, help="Leave after so long.")] = None,
    admit: Annotated[bool, typer.Option("--admit", help="Teacher: let in everyone who knocks.")] = False,
    name: Annotated[str, typer.Option(help="Name among JACK's clients.")] = "klangbro",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a second, and a report.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines instead of a live view.")] = False,
) -> None:
    """Join a lesson from this machine, with its sound card and without a browser."""
    logging.basicConfig(level=logging.ERROR)
    try:
        if rate != 48_000:
            raise ClientError(f"Klangbro plays at 48000 Hz, not {rate}. Set the device to 48 kHz.")
        options = SessionOptions(
            invite=invite,
            device=device,
            output=output,
            block_frames=block,
            profile=profile,
            record=record,
            video=None if no_video else video,
            picture=picture,
            save_picture=save_picture,
            seconds=seconds,
            admit=admit,
            name=name,
        )
        run_loop(_session(options, json=json, plain=plain))
    except (ClientError, ValueError, LibraryMissingError) as error:
        _fail(error)


def devices(
    *,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Try how short a block a device holds, and remember it.")
    ] = False,
    device: Annotated[str, typer.Option(help="Which one to try.")] = "default",
) -> None:
    """List the sound devices and cameras that ``join`` takes, or try one out."""
    if probe:
        _probe(device, json=json)
        return
    try:
        cards = list_cards()
    except ClientError as error:
        _fail(error)
    cameras = list_cameras()
    if json:
        typer.echo(json_format.dumps({"cards": cards, "cameras": cameras}))
        return
    console = Console()
    if not cards:
        console.print("No sound card here. Without one: --device file:cello.wav, tone:440, null or jack.")
        _print_cameras(console, cameras)
        return
    table = Table("No.", "Name", "Through", "In", "Out", "Hz")
    for card in cards:
        table.add_row(*(str(card[key]) for key in ("index", "name", "api", "inputs", "outputs", "rate_hz")))
    console.print(table)
    _print_cameras(console, cameras)


def _probe(device: str, *, json: bool) -> None:
    """Try a device's block sizes; half a minute at most, in silence."""
    from client.native.devices.probe import Trial, choose_block, trials  # noqa: PLC0415 - needs libopus

    name = device
    found: list[Trial] = []

    def open_block(block_frames: int) -> AudioDevice:
        nonlocal name
        opened = open_device(device, block_frames=block_frames)
        name = opened.name
        return opened

    try:
        with prepared_process():
            for trial in trials(open_block):
                if found and trial.block_frames == found[-1].block_frames:
                    break  # JACK: its server has chosen the block
                found.append(trial)
                if not json:
                    word = "holds" if trial.holds else f"does not hold ({trial.missed} missed)"
                    typer.echo(f"{trial.block_frames:5} frames: {word}, busy {100 * trial.busy:.0f} %")
    except (ClientError, ValueError, LibraryMissingError) as error:
        _fail(error)
    chosen = choose_block(found)
    if chosen is not None:
        Memory().keep(name, chosen)
    if json:
        trial_dicts = [asdict(one) | {"holds": one.holds} for one in found]
        typer.echo(json_format.dumps({"device": name, "block_frames": chosen, "trials": trial_dicts}))
    elif chosen is None:
        typer.echo(f"{name} holds no block on this machine. Close other programs, or try another device.")
    else:
        typer.echo(f"{name}: {chosen} frames at 48 kHz hold. `klangbro join` will use that.")


def _print_cameras(console: Console, cameras: list[CameraInfo]) -> None:
    for camera in cameras:
        console.print(f"--video camera:{camera['index']}  {camera['name']}", highlight=False)


def _fail(error: Exception) -> None:
    typer.echo(str(error), err=True)
    raise typer.Exit(1) from error


async def _session(options: SessionOptions, *, json: bool, plain: bool) -> None:
    view: View | None = None
    stop = asyncio.Event()

    def status(now: Status) -> None:
        if view is not None:
            view.status(now)

    session = Session(options, on_status=status)

    def picture() -> RenderableType | None:
        frame = session.rgb() if options.picture else None
        return None if frame is None else half_blocks(frame)

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    keys = {
        "a": session.admit,
        "r": session.refuse,
        "m": session.toggle_mute,
        "p": session.next_profile,
        "d": session.next_device,
        "q": stop.set,
    }
    view = _view(json=json, plain=plain, picture=picture)
    try:
        with read_keys(lambda key: keys.get(key, _nothing)()):
            report: SessionReport = await session.run(stop)
        view.report(report)
    finally:
        view.close()


def _view(*, json: bool, plain: bool, picture: Callable[[], RenderableType | None]) -> View:
    if json:
        return JsonView(_print)
    console = Console()
    if plain or not console.is_terminal:
        return PlainView(_print)
    return LiveView(console, picture)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _nothing() -> None:
    """A key without a meaning."""
