"""How a function becomes ``klangbro bench NAME``, with the options that every bench has.

A new bench is one file: a function that takes a `Run` and options of its own, under ``@bench("name")``, and
its module's name in commands.py.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec, get_type_hints

import typer
from rich.console import Console

from benchmarks.frame import Run, print_json, print_table

P = ParamSpec("P")

bench_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Measure Klangbro, and the paths and machines it runs on.",
    rich_markup_mode="rich",
)


class CannotMeasureError(Exception):
    """The bench cannot run here; the message says what is missing and what brings it."""


_SHARED = {
    "json": (bool, typer.Option("--json", help="Print one JSON object instead of a table."), False),
    "quick": (
        bool,
        typer.Option("--quick", help="Answer in under a minute; some bars cannot be judged then."),
        False,
    ),
    "strict": (bool, typer.Option("--strict", help="Exit with 1 when a bar is missed."), False),
    "seed": (int, typer.Option("--seed", min=0, help="Every random choice follows from it."), 7),
}


def bench(name: str) -> Callable[[Callable[Concatenate[Run, P], None]], Callable[Concatenate[Run, P], None]]:
    """Register a function as ``klangbro bench name``.

    The function's first parameter is the `Run`; the others are options, annotated for Typer. It returns
    nothing: what it found is in the run. It raises `CannotMeasureError` where the machine lacks something.
    """

    def register(measure: Callable[Concatenate[Run, P], None]) -> Callable[Concatenate[Run, P], None]:
        @functools.wraps(measure)
        def command(**options: Any) -> None:
            shared = {key: options.pop(key) for key in _SHARED}
            run = Run(name, seed=shared["seed"], quick=shared["quick"])
            call: Callable[..., None] = measure
            _execute(run, lambda: call(run, **options), as_json=shared["json"], strict=shared["strict"])

        del command.__wrapped__  # Typer would look through to the bare function
        _give_signature(command, measure)
        bench_app.command(name)(command)
        return measure

    return register


def _give_signature(command: Callable[..., None], measure: Callable[..., None]) -> None:
    """Tell Typer of the bench's own options followed by the shared ones."""
    hints = get_type_hints(measure, include_extras=True)
    own = [
        parameter.replace(annotation=hints[parameter.name], kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in list(inspect.signature(measure).parameters.values())[1:]
    ]
    shared = [
        inspect.Parameter(
            key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
        )
        for key, (kind, option, default) in _SHARED.items()
    ]
    command.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *shared)}


def _execute(run: Run, measure: Callable[[], None], *, as_json: bool, strict: bool) -> None:
    try:
        measure()
    except CannotMeasureError as error:
        sys.stderr.write(f"klangbro bench {run.bench}: {error}\n")
        raise typer.Exit(2) from error
    if as_json:
        print_json(run, sys.stdout)
    else:
        print_table(run, Console())
    if strict and run.missed:
        raise typer.Exit(1)
