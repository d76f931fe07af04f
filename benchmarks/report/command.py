"""``klangbro bench report FILES...``: results as a page, two of the same bench compared."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import result
from benchmarks.registry import bench_app


@bench_app.command("report")
def report(
    files: Annotated[list[Path], typer.Argument(help="Results of klangbro bench NAME --json.")],
    page: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
) -> None:
    """Put results on one page to print or to send on; two of the same bench are compared."""
    from benchmarks.report.results import results_page, summary  # noqa: PLC0415 - matplotlib is heavy

    try:
        results = [(file.stem, result.read(file)) for file in files]
    except ValueError as error:
        sys.stderr.write(f"klangbro bench report: {error}\n")
        raise typer.Exit(2) from error
    page.write_text(results_page(results), encoding="utf-8")
    if len(results) == 2 and results[0][1]["bench"] == results[1][1]["bench"]:
        from benchmarks.changes import changes  # noqa: PLC0415

        typer.echo(summary(changes(results[0][1], results[1][1])))
    typer.echo(f"Written: {page}")
