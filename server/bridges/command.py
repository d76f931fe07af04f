"""``klangbro admin import`` and ``export``: tables of a municipality, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from server.offline import AsJson, DataDir, with_services

if TYPE_CHECKING:
    from server.bridges.schemas import ImportOut
    from server.state import Services

TOLD = 50
What = Annotated[
    Literal["pupils", "guardians", "staff", "lessons"],
    typer.Argument(help="What each row is.", show_default=False),
]
Any = Annotated[
    Literal["pupils", "guardians", "staff", "lessons", "hours"],
    typer.Argument(help="What each row is.", show_default=False),
]
Town = Annotated[str, typer.Option(help="Whose it is: the municipality's name.")]
InZone = Annotated[str, typer.Option(help="Where times without an offset are meant.")]


def import_table(  # noqa: PLR0917 - every parameter is an option
    kind: What,
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.", exists=True, dir_okay=False)],
    municipality: Town,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would become of it.")] = False,
    zone: InZone = "Europe/Stockholm",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take in a table: the rows that are right, each of the others named."""

    async def work(services: Services) -> ImportOut:
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - keeps help quick

        from server.audit.actions import COMMAND  # noqa: PLC0415
        from server.bridges.fields import Kind  # noqa: PLC0415

        here = await _place(services, municipality)
        return await services.bridges.take_in(
            here, Kind(kind), file.read_bytes(), actor=COMMAND, zone=ZoneInfo(zone), dry_run=dry_run
        )

    said = with_services(data_dir, work)
    if as_json:
        typer.echo(said.model_dump_json())
        return
    if said.missing:
        typer.echo(f"No column for: {', '.join(said.missing)}. The file has: {', '.join(said.header)}.")
        raise typer.Exit(1)
    for fault in said.faults[:TOLD]:
        typer.echo(f"row {fault.row}, {fault.column}: {fault.text}")
    would = "would be " if dry_run else ""
    typer.echo(
        f"{said.rows} rows: {said.added} {would}added, {said.changed} {would}changed, "
        f"{said.unchanged} as they were, {said.fault_rows} left out."
    )


def export_table(
    kind: Any,
    file: Annotated[Path, typer.Argument(help="Where to: its name ends with .csv or .xlsx.")],
    municipality: Town,
    zone: InZone = "Europe/Stockholm",
    data_dir: DataDir = None,
) -> None:
    """Write a municipality's people, lessons or hours as a table."""

    async def work(services: Services) -> bytes:
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - keeps help quick

        from server.audit.actions import COMMAND  # noqa: PLC0415
        from server.bridges.fields import Kind  # noqa: PLC0415

        here = await _place(services, municipality)
        form: Literal["csv", "xlsx"] = "xlsx" if file.suffix.lower() == ".xlsx" else "csv"
        return await services.bridges.give_out(here, Kind(kind), form, actor=COMMAND, zone=ZoneInfo(zone))

    from server.data_dir import write_private  # noqa: PLC0415

    write_private(file, with_services(data_dir, work))
    typer.echo(f"{file}: it holds names. Keep it safe, and delete it when it has been read.")


async def _place(services: Services, name: str) -> str:
    from server.errors import UnknownHereError  # noqa: PLC0415
    from server.municipalities import repository  # noqa: PLC0415

    async with services.database.read() as connection:
        every = await repository.listing(connection)
    found = [one.id for one in every if one.name == name]
    if len(found) != 1:
        raise UnknownHereError("municipality")
    return found[0]
