"""``klangbro admin retention`` and ``klangbro admin person``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from server.privacy.desk import PrivacyDesk

Result = TypeVar("Result")
DataDir = Annotated[Path | None, typer.Option(help="The server's data directory.")]
Person = Annotated[str, typer.Argument(help="The person's id, as in the list of people.")]

person_app = typer.Typer(help="One person's data.", no_args_is_help=True, add_completion=False)


@person_app.callback()
def _person() -> None:
    """Export, erase or protect one person's data."""


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Delete what has been kept long enough; the server does it every day by itself."""
    deleted = _with_desk(data_dir, lambda desk: desk.retention.run(dry_run=dry_run))
    rows = [
        {"municipality": each.municipality, "kind": each.kind.value, "count": each.count} for each in deleted
    ]
    if as_json:
        typer.echo(json.dumps({"dry_run": dry_run, "deleted": rows}))
        return
    verb = "would go" if dry_run else "gone"
    for row in rows:
        typer.echo(f"{row['count']:>6} {row['kind']:<11} {verb}  {row['municipality'] or 'host lessons'}")
    if not rows:
        typer.echo("Nothing has been kept too long.")


@person_app.command("export")
def export(
    person: Person,
    file: Annotated[Path, typer.Argument(help="The zip to write; it must not be there yet.")],
    data_dir: DataDir = None,
) -> None:
    """Write everything there is of a person to FILE."""
    from server.audit.actions import COMMAND  # noqa: PLC0415 - keeps help quick
    from server.privacy.errors import ExportRefusedError  # noqa: PLC0415

    if file.exists():
        raise ExportRefusedError(f"{file} is there already.", "Choose another name; nothing was overwritten.")
    size = _with_desk(data_dir, lambda desk: desk.export_to(person, file, actor=COMMAND))
    typer.echo(f"{file}: {size} bytes. It holds personal data: hand it over, then delete it.")


@person_app.command("erase")
def erase(
    person: Person,
    at_end: Annotated[
        bool, typer.Option("--at-end", help="If a lesson of theirs is under way, at its end.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase a person: database, lessons, files, and what is left of them on the disk."""
    from server.audit.actions import COMMAND  # noqa: PLC0415
    from server.privacy.errors import LessonLiveError  # noqa: PLC0415

    async def work(desk: PrivacyDesk) -> str:
        try:
            gone = await desk.erasure.erase(person, actor=COMMAND)
        except LessonLiveError:
            if not at_end:
                raise
            await desk.erasure.wish(person, actor=COMMAND)
            return "A lesson of theirs is under way: the server erases them when it is over."
        return (
            f"Erased: {gone.rows} rows, {gone.files} files, out of {gone.lessons} lessons. "
            "Backups still hold them; restoring one erases them again while the list of erasures is kept."
        )

    typer.echo(_with_desk(data_dir, work))


@person_app.command("protect")
def protect(
    person: Person,
    alias: Annotated[str, typer.Option(help="What stands in the name's place from now on.")],
    data_dir: DataDir = None,
) -> None:
    """Protect a person's identity: the alias for the name, no list, no address."""
    from server.audit.actions import COMMAND  # noqa: PLC0415

    void = _with_desk(data_dir, lambda desk: desk.protect(person, alias, actor=COMMAND))
    typer.echo(f"Protected. {void} open invites are void: make new ones, they go through the relay alone.")


def _with_desk(data_dir: Path | None, use: Callable[[PrivacyDesk], Awaitable[Result]]) -> Result:
    import time  # noqa: PLC0415

    from server.data_dir import make_data_dir  # noqa: PLC0415
    from server.db import Database, upgrade  # noqa: PLC0415
    from server.logs import configure  # noqa: PLC0415
    from server.privacy.desk import PrivacyDesk  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    given: dict[str, Any] = {"data_dir": data_dir}
    settings = load_settings(**given)
    configure(json=settings.log_json, level="warning")
    make_data_dir(settings.data_dir)

    async def work() -> Result:
        database = Database(settings.database)
        try:
            await upgrade(database)
            desk = PrivacyDesk(database, settings, time.time)
            await desk.erasure.reconcile()
            return await use(desk)
        finally:
            await database.close()

    return asyncio.run(work())
