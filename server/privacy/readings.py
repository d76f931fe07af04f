"""What reading links hold of a person: their own copies, and their name in others'."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import reading
from server.privacy.lessons import Part
from server.reading.schemas import Kept
from signaling.forgetting import NOBODY, without


async def forget_readings(connection: AsyncConnection, part: Part, names: Iterable[str]) -> list[str]:
    """Take a person out of a lesson's reading links; return those whose files must go, and single files.

    A file is told as ``LINK/FILE``: what they played for the homework of somebody else.
    """
    called = {*names, *(each.name for each in part.own)}
    ours = {each.participant for each in part.own}
    rows = (await connection.execute(select(reading).where(reading.c.lesson_id == part.lesson))).mappings()
    gone = []
    for row in list(rows):
        own = reading.c.id == row["id"]
        if row["participant"] in ours or (part.pupil and part.alone):
            await connection.execute(delete(reading).where(own))
            gone.append(str(row["id"]))
        else:
            told = Kept.model_validate_json(row["kept"])
            mine = [file for file, played in told.played().items() if played.participant in ours]
            gone.extend(f"{row['id']}/{file}" for file in mine)
            rest = told.without(ours).model_dump(mode="json")
            kept = json.dumps(_nameless(rest, called), ensure_ascii=False)
            await connection.execute(update(reading).where(own).values(kept=kept))
    return gone


async def readings_of(connection: AsyncConnection, lesson_id: str) -> list[str]:
    """Ids of all links of a lesson, open or not."""
    query = select(reading.c.id).where(reading.c.lesson_id == lesson_id)
    return [str(each) for each in (await connection.execute(query)).scalars()]


async def told_readings(connection: AsyncConnection, part: Part) -> list[dict[str, Any]]:
    """What somebody's own links of a lesson show, for their export."""
    ours = [each.participant for each in part.own]
    query = select(reading).where(reading.c.lesson_id == part.lesson, reading.c.participant.in_(ours))
    rows = (await connection.execute(query)).mappings()
    return [{**row, "kept": json.loads(row["kept"])} for row in rows]


def delete_reading_files(data_dir: Path, readings: Iterable[str]) -> int:
    """Delete what these links showed, or single files of them; return how many files there were."""
    count = 0
    for one in readings:
        for folder in data_dir.glob(f"readings*/{one}"):  # also what a restore is just putting back
            if folder.is_file():
                folder.unlink()
                count += 1
            else:
                count += sum(path.is_file() for path in folder.rglob("*"))
                shutil.rmtree(folder)
    return count


def _nameless(value: Any, names: Iterable[str]) -> Any:
    """Every text within, without the names."""
    if isinstance(value, str):
        return without(value, names, NOBODY, len(value))
    if isinstance(value, list):
        return [_nameless(each, names) for each in value]
    if isinstance(value, dict):
        return {key: _nameless(each, names) for key, each in value.items()}
    return value
