"""The list of erasures: is it there, and is it kept where a backup cannot take it along."""

from __future__ import annotations

import sqlite3

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.db import Database
from server.db.tables import erasure
from server.doctor.finding import Finding
from server.errors import ServerError
from server.privacy.erasure_list import ErasureList
from server.settings import Settings

_KEEP = "Put the copy you keep of it in its place, then start the server: it erases again whoever came back."


async def check_erasures(settings: Settings) -> Finding:
    """Judge the list without changing anything."""
    listing = ErasureList(settings.erasures)
    known = await _known(settings)
    try:
        listed = set(listing.entries())
        anew = listing.made_anew()
    except ServerError as error:
        return Finding("erasures", "bad", str(error), error.remedy)
    if known is None:
        return Finding("erasures", "good", "No database yet, so nobody was erased.")
    if not listing.exists():
        said = f"The list of erasures {listing.path} is missing; the database knows of {len(known)}."
        if known:
            return Finding("erasures", "bad", said, _KEEP)
        return Finding("erasures", "warning", said, f"klangbro serve makes it. If there was one: {_KEEP}")
    if anew:
        return Finding(
            "erasures",
            "warning",
            f"The list of erasures was lost and made anew from the database ({len(listed)} entries).",
            f"{_KEEP} If none was kept, erase again by hand whoever was erased since the last backup.",
        )
    if listed - known:
        return Finding(
            "erasures",
            "warning",
            f"{len(listed - known)} erasures of the list are not done in this database.",
            "Start the server, or run klangbro admin retention: they are repeated first.",
        )
    if not settings.database.startswith("sqlite") and settings.erasure_list is None:
        return Finding(
            "erasures",
            "warning",
            f"The list of erasures ({len(listed)} entries) stands in this node's data directory.",
            "Set KLANGBRO_ERASURE_LIST to a file all nodes share and that is backed up apart.",
        )
    return Finding("erasures", "good", f"The list of erasures is whole ({len(listed)} entries).")


async def _known(settings: Settings) -> set[str] | None:
    database = Database(settings.database)
    try:
        if database.file is not None and not database.file.exists():
            return None
        async with database.read() as connection:
            return set((await connection.execute(select(erasure.c.who))).scalars())
    except (SQLAlchemyError, sqlite3.Error, OSError):
        return None  # check_database says so
    finally:
        await database.close()
