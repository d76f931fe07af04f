"""``klangbro companion``: run it, have it start with the desktop, or see how it stands."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from client.companion import autostart
from client.companion.keys import Keys, keys_file
from client.native.errors import ClientError

__all__ = ["companion_app"]

companion_app = typer.Typer(
    help="Carries a lesson page's sound through this machine's sound interface, in the background.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Device = Annotated[str, typer.Option(help="Sound device, as `klangbro join` takes it.")]
Output = Annotated[str | None, typer.Option(help="Another device to hear through.")]


@companion_app.command()
def run(
    *,
    device: Device = "default",
    output: Output = None,
    record: Annotated[Path | None, typer.Option(help="Write what you hear into this WAV file.")] = None,
    show: Annotated[
        bool, typer.Option("--print-code", help="Print a pairing's code here instead of showing it.")
    ] = False,
) -> None:
    """Run it now; Ctrl-C ends it."""
    from client.companion.service import Companion  # noqa: PLC0415 - brings the whole engine
    from client.companion.showing import Shown  # noqa: PLC0415
    from client.native.options import SessionOptions  # noqa: PLC0415
    from client.native.realtime import run_loop, stopped_by  # noqa: PLC0415

    logging.basicConfig(level=logging.ERROR)
    # What it says goes nowhere where there is no terminal (Windows: no standard output at all).
    if sys.stdout is None:
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    options = SessionOptions("", device=device, output=output, record=record, block_frames=None)

    async def main() -> None:
        companion = Companion(options, Keys(keys_file()), Shown(aloud=show), on_ready=_say_ready)
        running = asyncio.create_task(companion.run())
        stopped_by(running.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await running

    try:
        run_loop(main())
    except ClientError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _say_ready(port: int) -> None:
    sys.stdout.write(
        f"The companion waits for lesson pages, on port {port} of this machine. Ctrl-C ends it.\n"
    )
    sys.stdout.flush()


@companion_app.command()
def install(*, device: Device = "default", output: Output = None) -> None:
    """Start it with the desktop from the next login on."""
    arguments = [] if device == "default" else ["--device", device]
    if output is not None:
        arguments += ["--output", output]
    typer.echo(
        f"The companion starts with your desktop from the next login on ({autostart.install(arguments)})."
    )
    typer.echo("For now: klangbro companion run")


@companion_app.command()
def uninstall() -> None:
    """No longer start it with the desktop."""
    known = autostart.uninstall()
    typer.echo(
        "The companion no longer starts with your desktop." if known else "It did not start by itself."
    )


@companion_app.command()
def status(
    *,
    forget: Annotated[str | None, typer.Option(help="Undo the pairing with this server, first.")] = None,
) -> None:
    """Whether it runs, starts with the desktop, and with whose pages it is paired."""
    from client.companion.service import PORTS  # noqa: PLC0415 - brings the whole engine

    keys = Keys(keys_file())
    if forget is not None:
        keys.forget(forget.rstrip("/"))
    file = autostart.autostart_file(sys.platform, Path.home(), os.environ)
    port = next((port for port in PORTS if _answers(port)), None)
    typer.echo("It does not run." if port is None else f"It runs, on port {port} of this machine alone.")
    typer.echo("It starts with your desktop." if file.exists() else "It does not start with your desktop.")
    paired = keys.origins()
    typer.echo("Paired with: " + ", ".join(paired) if paired else "Paired with no server yet.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1) as answer:
            return bool(answer.read(64).startswith(b"klangbro companion"))
    except OSError:
        return False
