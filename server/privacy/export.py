"""Everything there is of a person, for that person: one JSON and files, in a zip (GDPR art. 15 and 20)."""

from __future__ import annotations

import asyncio
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.db.tables import audit, lesson, person
from server.privacy import holdings, lessons
from server.privacy.erasure import everything_of
from server.privacy.errors import PersonUnknownError
from server.privacy.readings import told_readings
from signaling.state import RoomState

JSON_NAME = "person.json"


async def export(
    database: Database, data_dir: Path, person_id: str, target: Path, *, actor: str, now_s: float
) -> int:
    """Write a person's zip to ``target`` (which must not be there); return its bytes.

    Raises
    ------
    PersonUnknownError
    FileExistsError
    """
    async with database.write() as connection:
        said, files = await _collect(connection, data_dir, person_id, now_s)
        await append(
            connection,
            Action.EXPORTED,
            at_s=now_s,
            actor=actor,
            subject=await pseudonym_of(connection, person_id),
            municipality=said["person"][0]["municipality_id"],
            details={"files": len(files)},
        )
    return await asyncio.to_thread(_write, target, said, files)


async def _collect(
    connection: AsyncConnection, data_dir: Path, person_id: str, now_s: float
) -> tuple[dict[str, Any], list[tuple[str, Path]]]:
    if (await connection.execute(select(person.c.id).where(person.c.id == person_id))).first() is None:
        raise PersonUnknownError
    subject = await pseudonym_of(connection, person_id)
    said: dict[str, Any] = {"exported_at": _date(now_s)}
    said |= await holdings.told(connection, await everything_of(connection, person_id))
    said["audit"] = await _audited(connection, subject)
    said["lesson"], files = [], []
    for part in await lessons.parts(connection, person_id):
        query = select(lesson).where(lesson.c.id == part.lesson)
        row = dict((await connection.execute(query)).mappings().one())
        state = await lessons.room(connection, part.lesson)
        row["readings"] = await told_readings(connection, part)
        row["room"] = None if state is None else _room(state, part)
        said["lesson"].append(row)
        files += _files(data_dir, part, state)
    return said, files


def _room(state: RoomState, part: lessons.Part) -> dict[str, Any]:
    """What a lesson's room has of somebody: a pupil's lesson is theirs whole, others have what they wrote."""
    ours = {each.participant for each in part.own}
    whole = part.pupil and part.alone
    papers = state.papers
    return {
        "chat": [vars_of(line) for line in state.chat if whole or line.participant in ours],
        "notes": [
            view.model_dump(mode="json")
            for view in papers.notes.values()
            if whole or view.participant in ours or (part.pupil and view.note.list == "homework")
        ],
        "scores": [view.model_dump(mode="json") for view in papers.scores.values()],
        "marks": [op.model_dump(mode="json") for op in papers.ops if whole or op.participant in ours],
    }


def vars_of(line: Any) -> dict[str, Any]:
    """A slotted record's fields."""
    return {name: getattr(line, name) for name in line.__slots__}


def _files(data_dir: Path, part: lessons.Part, state: RoomState | None) -> list[tuple[str, Path]]:
    ours = {each.participant for each in part.own}
    own = _own_files(state, ours) if state else set()
    everything = part.pupil and part.alone
    return [
        (f"files/{folder.parent.name}/{part.lesson}/{path.relative_to(folder)}", path)
        for folder in lessons.folders(data_dir, part.lesson)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (everything or path.name in own)
    ]


def _own_files(state: RoomState, ours: set[str]) -> set[str]:
    laid, played = state.papers.scores, state.papers.played()
    return {name for name, by in (laid | played).items() if by.participant in ours}


async def _audited(connection: AsyncConnection, subject: str) -> list[dict[str, Any]]:
    """What was done with their data and what they did; not who else it was."""
    query = (
        select(audit.c.at_s, audit.c.action, audit.c.actor, audit.c.subject, audit.c.details)
        .where(or_(audit.c.subject == subject, audit.c.actor == subject))
        .order_by(audit.c.n)
    )
    return [
        {
            "at": _date(row.at_s),
            "action": row.action,
            "by_them": row.actor == subject,
            "about_them": row.subject == subject,
            "details": json.loads(row.details),
        }
        for row in await connection.execute(query)
    ]


def _write(target: Path, said: dict[str, Any], files: list[tuple[str, Path]]) -> int:
    text = json.dumps(said, ensure_ascii=False, indent=2, default=str)
    with target.open("xb") as opened:
        target.chmod(0o600)
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(JSON_NAME, text)
            for name, path in files:
                if path.is_file():  # a lesson that ended meanwhile has let go of it
                    packed.write(path, name)
    return target.stat().st_size


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
