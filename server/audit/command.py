"""``klangbro admin audit``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from server.errors import ServerError

audit_app = typer.Typer(help="The audit log.", no_args_is_help=True, add_completion=False)


class ChainBrokenError(ServerError):
    """Somebody has changed the audit log."""


@audit_app.callback()
def _audit() -> None:
    """Who did what to whose data, over pseudonyms."""


@audit_app.command("verify")
def verify(
    known: Annotated[
        str | None, typer.Option(help="NUMBER:HASH as an earlier run printed it; it must still be there.")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="The server's data directory.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Follow the whole chain; exit status 1 if a byte of it has changed."""
    from server.audit.chain import Verdict  # noqa: PLC0415 - keeps help quick
    from server.audit.chain import verify as follow  # noqa: PLC0415
    from server.db import Database, upgrade  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    given: dict[str, Any] = {"data_dir": data_dir}
    settings = load_settings(**given)
    noted = None if known is None else _noted(known)

    async def work() -> Verdict:
        database = Database(settings.database)
        try:
            await upgrade(database)
            async with database.read() as connection:
                return await follow(connection, known=noted)
        finally:
            await database.close()

    found = asyncio.run(work())
    if as_json:
        said = {"holds": found.holds, "rows": found.rows, "hash": found.hash, "broken_at": found.broken_at}
        typer.echo(json.dumps(said))
        raise typer.Exit(0 if found.holds else 1)
    if not found.holds:
        raise ChainBrokenError(
            f"The audit log does not hold: row {found.broken_at} is not what was written, or is gone.",
            "Keep the database as it is, compare it with backups, and find out who had access.",
        )
    typer.echo(f"The audit log holds: {found.rows} rows.")
    if found.rows:
        typer.echo(f"Note this elsewhere, and give it to --known next time: {found.rows}:{found.hash}")


def _noted(text: str) -> tuple[int, str]:
    number, _, noted = text.partition(":")
    if not number.isdigit() or len(noted) != 64:
        raise ChainBrokenError(
            "--known is NUMBER:HASH.", "Copy it as klangbro admin audit verify printed it."
        )
    return int(number), noted
