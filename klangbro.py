"""The one command: serve, join, demo, devices, bench, admin.

It only assembles: a command's module is imported when that command runs, so that help is quick and a
machine without a sound card can still serve.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

COMMANDS: dict[str, tuple[str, str, str]] = {
    "serve": ("server.commands", "serve", "Start the server that lessons meet at."),
    "join": ("client.native.commands", "join", "Take part in a lesson from this machine's sound card."),
    "companion": (
        "client.companion.commands",
        "companion_app",
        "Carry a lesson page's sound through the sound interface, in the background.",
    ),
    "demo": (
        "benchmarks.demo",
        "demo",
        "Let two players meet on a rural network and show what they hear.",
    ),
    "devices": ("client.native.commands", "devices", "List the sound cards and cameras that can be chosen."),
    "bench": ("benchmarks.commands", "bench_app", "Measure this machine, a path, or a whole lesson."),
    "admin": ("server.commands", "admin_app", "Lessons, the relay's configuration, a health check."),
}
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    help="Klangbro: a sound bridge for real instrument lessons.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _run(name: str, arguments: list[str]) -> None:
    module, attribute, _ = COMMANDS[name]
    target = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        command, target = target, typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        target.command()(command)
    target(args=arguments, prog_name=f"klangbro {name}")


def _forward(ctx: typer.Context) -> None:
    _run(str(ctx.info_name), ctx.args)


for _name, (_, _, _help) in COMMANDS.items():
    app.command(_name, help=_help, context_settings=dict(PASS_ON))(_forward)


def main() -> None:
    """Run the command line; an error that knows its remedy is one line and exit status 1."""
    try:
        app()
    except Exception as error:
        remedy = getattr(error, "remedy", None)
        if not isinstance(remedy, str):
            raise
        sys.stderr.write(f"{error} {remedy}".replace("\n", " ").strip() + "\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
