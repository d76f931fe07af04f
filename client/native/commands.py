"""``klangbro join`` and ``klangbro devices``."""

from __future__ import annotations

import asyncio
import json as json_format
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType
from rich.table import Table

from client.native.cameras import CameraInfo, list_cameras
from client.native.devices import list_cards
from client.native.devices.channels import Channels, parse_channels
from client.native.errors import ClientError
from client.native.keys import read_keys
from client.native.options import SessionOptions
from client.native.picture import half_blocks
from client.native.realtime import run_loop, stopped_by
from client.native.recording.shelf import default_shelf
from client.native.recording.upload import deliver_all
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
    rate: Annotated[
        int | None, typer.Option(help="Rate of the device, Hz; 48000 where it takes that, else its own.")
    ] = None,
    input_channels: Annotated[
        str | None,
        typer.Option(help="Which of its inputs to use, as in 3 or 1,2; remembered for the device."),
    ] = None,
    output_channels: Annotated[
        str | None, typer.Option(help="Which of its outputs, as in 1 or 3,4; remembered for the device.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Teacher: duet, balanced, listen or studio, for both ends.")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Write what you hear into this WAV file.")] = None,
    video: Annotated[str | None, typer.Option(help="Send a picture: camera[:N], test or file:PATH.")] = None,
    no_video: Annotated[
        bool, typer.Option("--no-video", help="Send no picture, whatever --video says.")
    ] = False,
    midi_in: Annotated[
        str | None,
        typer.Option(help="Send this keyboard's keys: a number or part of the name of a MIDI port."),
    ] = None,
    midi_out: Annotated[
        str | None, typer.Option(help="Play the other's keys to this MIDI port, in their rhythm.")
    ] = None,
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
        options = SessionOptions(
            invite=invite,
            device=device,
            output=output,
            block_frames=block,
            rate_hz=rate,
            channels=Channels(
                parse_channels(input_channels, "--input-channels"),
                parse_channels(output_channels, "--output-channels"),
            ),
            profile=profile,
            record=record,
            video=None if no_video else video,
            midi_in=midi_in,
            midi_out=midi_out,
            picture=picture,
            save_picture=save_picture,
            seconds=seconds,
            admit=admit,
            name=name,
        )
        if not json and sys.stdin.isatty() and sys.stdout.isatty():
            options = _try_out_first(options)
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
    from client.native.probing import probe, words  # noqa: PLC0415 - needs libopus

    try:
        found = probe(device, said=lambda trial: None if json else typer.echo(words(trial)))
    except (ClientError, ValueError, LibraryMissingError) as error:
        _fail(error)
    if json:
        trial_dicts = [asdict(one) | {"holds": one.holds} for one in found.trials]
        result = {"device": found.name, "block_frames": found.block_frames, "trials": trial_dicts}
        typer.echo(json_format.dumps(result))
    elif found.block_frames is None:
        typer.echo(
            f"{found.name} holds no block on this machine. Close other programs, or try another device."
        )
    else:
        typer.echo(f"{found.name}: {found.block_frames} frames hold. `klangbro join` will use that.")


def _try_out_first(options: SessionOptions) -> SessionOptions:
    """A card's first lesson: try out how short a block it holds, if its person wishes."""
    from client.native.probing import Found, offer, probe, words  # noqa: PLC0415 - needs libopus

    def try_out(options: SessionOptions) -> Found:
        return probe(
            options.device,
            options.output,
            rate_hz=options.rate_hz,
            channels=options.channels,
            said=lambda trial: typer.echo(words(trial)),
        )

    return offer(options, ask=lambda question: typer.confirm(question, default=True), try_out=try_out)


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

    stopped_by(stop.set)
    keys = {
        "a": session.admit,
        "r": session.refuse,
        "m": session.toggle_mute,
        "p": session.next_profile,
        "s": session.lesson.recorder.toggle,
        "b": session.lesson.mark,
        "d": session.next_device,
        "t": session.lesson.toggle_track,
        "w": session.lesson.swap_lead,
        "q": stop.set,
    }
    view = _view(json=json, plain=plain, picture=picture)
    try:
        with read_keys(lambda key: keys.get(key, _nothing)()):
            report: SessionReport = await session.run(stop)
        view.report(report)
    finally:
        view.close()
        # What an earlier lesson has left here too: during one, nothing shares its line and its interpreter.
        await asyncio.to_thread(deliver_all, default_shelf(), _aside if json else _print)


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


def _aside(line: str) -> None:
    """Beside what a program reads."""
    sys.stderr.write(line + "\n")


def _nothing() -> None:
    """A key without a meaning."""
