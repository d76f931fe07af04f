"""``klangbro admin doctor``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from server.doctor.finding import Finding
    from server.settings import Settings

_MARKS = {"good": "ok  ", "warning": "note", "bad": "BAD "}


def doctor(
    data_dir: Annotated[Path | None, typer.Option(help="The server's data directory.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Examine database, erasures, relay, certificate, clock, disk, versions; exit status 1 if one is bad."""
    from server.doctor.finding import worst  # noqa: PLC0415 - keeps help quick
    from server.settings import load_settings  # noqa: PLC0415

    given: dict[str, Any] = {"data_dir": data_dir}
    findings = asyncio.run(examine(load_settings(**given)))
    verdict = worst(findings)
    if as_json:
        said = {"verdict": verdict, "findings": [one.as_dict() for one in findings]}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for one in findings:
            typer.echo(f"{_MARKS[one.verdict]} {one.check:<11} {one.text}")
            if one.remedy:
                typer.echo(f"     {'':<11} {one.remedy}")
    raise typer.Exit(1 if verdict == "bad" else 0)


async def examine(settings: Settings) -> list[Finding]:
    """Every check, one after the other; none changes anything."""
    from server.doctor.certificate import check_certificate  # noqa: PLC0415
    from server.doctor.erasures import check_erasures  # noqa: PLC0415
    from server.doctor.machine import check_clock, check_disk, check_versions, kernel_says  # noqa: PLC0415
    from server.doctor.relay import check_relay  # noqa: PLC0415
    from server.doctor.storage import check_database  # noqa: PLC0415

    return [
        *await check_database(settings),
        await check_erasures(settings),
        check_certificate(settings),
        *await check_relay(settings),
        check_clock(kernel_says()),
        check_disk(settings.data_dir),
        check_versions(),
    ]
