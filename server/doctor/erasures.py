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
        return Finding.of("erasures", "good", "erasures_none")
    if not listing.exists():
        missing = {"file": listing.path, "known": len(known)}
        if known:
            return Finding.of("erasures", "bad", "erasures_missing", **missing)
        return Finding.of("erasures", "warning", "erasures_unmade", **missing)
    if anew:
        return Finding.of("erasures", "warning", "erasures_anew", entries=len(listed))
    if listed - known:
        return Finding.of("erasures", "warning", "erasures_undone", undone=len(listed - known))
    if not settings.database.startswith("sqlite") and settings.erasure_list is None:
        return Finding.of("erasures", "warning", "erasures_local", entries=len(listed))
    return Finding.of("erasures", "good", "erasures_good", entries=len(listed))


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
