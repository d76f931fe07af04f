"""Recordings in the database."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.recording_tables import recording as recordings
from server.db.recording_tables import recording_stem as stems
from server.db.tables import invite, room_state
from server.recordings.schemas import Manifest
from signaling.state import state_json
from signaling.takes import Take


@dataclass(frozen=True)
class Mark:
    n: int
    at_s: float
    text: str


@dataclass(frozen=True)
class Recording:
    id: str
    lesson_id: str
    take: str
    began_s: float
    ended_s: float
    recorded: tuple[str, ...]
    marks: tuple[Mark, ...]
    #: Ends that have said that nothing comes from them.
    nothing: tuple[str, ...]
    made_s: float | None
    tries: int


@dataclass(frozen=True)
class Stem:
    recording_id: str
    participant: str
    part: str
    person_id: str | None
    manifest: Manifest
    whole_s: float | None


async def takes_in_room(connection: AsyncConnection, lesson_id: str) -> list[Take]:
    """What the lesson's room remembers of its takes."""
    query = select(room_state.c.state).where(room_state.c.lesson_id == lesson_id)
    text = (await connection.execute(query)).scalar()
    return [] if text is None else state_json.validate_json(text).tape.takes


async def add(connection: AsyncConnection, lesson_id: str, take: Take) -> None:
    """Enter a take that is over, unless it is known."""
    assert take.ended_s is not None
    row = {
        "id": secrets.token_hex(16),
        "lesson_id": lesson_id,
        "take": take.id,
        "began_s": take.began_s,
        "ended_s": take.ended_s,
        "kept": json.dumps(
            {
                "recorded": take.recorded,
                "marks": [{"n": mark.n, "at_s": mark.at_s, "text": mark.text} for mark in take.marks],
            },
            ensure_ascii=False,
        ),
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    inserted = dialect.insert(recordings).values(row)
    await connection.execute(inserted.on_conflict_do_nothing(index_elements=["lesson_id", "take"]))


async def of_lesson(connection: AsyncConnection, lesson_id: str) -> list[Recording]:
    """All takes of a lesson, oldest first."""
    query = select(recordings).where(recordings.c.lesson_id == lesson_id).order_by(recordings.c.began_s)
    return [_recording(row) for row in (await connection.execute(query)).mappings()]


async def find(connection: AsyncConnection, lesson_id: str, take: str) -> Recording | None:
    query = select(recordings).where(recordings.c.lesson_id == lesson_id, recordings.c.take == take)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else _recording(row)


async def everything(connection: AsyncConnection) -> list[Recording]:
    query = select(recordings).order_by(recordings.c.began_s)
    return [_recording(row) for row in (await connection.execute(query)).mappings()]


async def to_make(connection: AsyncConnection, *, tries: int) -> list[Recording]:
    """Those that something whole has come of and nothing was made of yet."""
    some = exists().where(stems.c.recording_id == recordings.c.id, stems.c.whole_s.is_not(None))
    query = select(recordings).where(recordings.c.made_s.is_(None), recordings.c.tries < tries, some)
    return [_recording(row) for row in (await connection.execute(query)).mappings()]


async def stems_of(connection: AsyncConnection, recording_id: str) -> list[Stem]:
    query = select(stems).where(stems.c.recording_id == recording_id)
    query = query.order_by(stems.c.participant, stems.c.part)
    return [_stem(row) for row in (await connection.execute(query)).mappings()]


async def parts_of(connection: AsyncConnection, recording_id: str, participant: str) -> int:
    """How many parts an end has announced."""
    mine = (stems.c.recording_id == recording_id) & (stems.c.participant == participant)
    return int((await connection.execute(select(func.count()).select_from(stems).where(mine))).scalar_one())


async def announce(
    connection: AsyncConnection, recording_id: str, participant: str, part: str, manifest: Manifest
) -> None:
    """Note what an end will upload, in place of what it announced before."""
    query = select(invite.c.person_id).join(recordings, recordings.c.lesson_id == invite.c.lesson_id)
    query = query.where(recordings.c.id == recording_id, invite.c.participant == participant).limit(1)
    person_id = (await connection.execute(query)).scalar()
    await connection.execute(delete(stems).where(_is(recording_id, participant, part)))
    row = {"recording_id": recording_id, "participant": participant, "part": part, "person_id": person_id}
    await connection.execute(stems.insert().values(**row, manifest=manifest.model_dump_json()))


async def whole(
    connection: AsyncConnection, recording_id: str, participant: str, part: str, now_s: float
) -> None:
    """All of a part is here: what was made without it is to be made anew."""
    await connection.execute(update(stems).where(_is(recording_id, participant, part)).values(whole_s=now_s))
    values = {"made_s": None, "tries": 0}
    await connection.execute(update(recordings).where(recordings.c.id == recording_id).values(values))


async def nothing(connection: AsyncConnection, recording_id: str, participant: str) -> None:
    """Note that an end sends nothing: it is not waited for."""
    of = recordings.c.id == recording_id
    query = select(recordings.c.kept).where(of).with_for_update()
    kept = json.loads((await connection.execute(query)).scalar_one())
    kept["nothing"] = sorted({*kept.get("nothing", ()), participant})
    text = json.dumps(kept, ensure_ascii=False)
    await connection.execute(update(recordings).where(of).values(kept=text))


async def made(connection: AsyncConnection, recording_id: str, now_s: float) -> None:
    of = recordings.c.id == recording_id
    await connection.execute(update(recordings).where(of).values(made_s=now_s))


async def tried(connection: AsyncConnection, recording_id: str) -> None:
    of = recordings.c.id == recording_id
    await connection.execute(update(recordings).where(of).values(tries=recordings.c.tries + 1))


async def remove(connection: AsyncConnection, recording_id: str) -> None:
    await connection.execute(delete(stems).where(stems.c.recording_id == recording_id))
    await connection.execute(delete(recordings).where(recordings.c.id == recording_id))


async def people(connection: AsyncConnection, of: Recording) -> dict[str, str | None]:
    """Who is who of those recorded: a person's id, or None."""
    query = select(invite.c.participant, invite.c.person_id).where(
        invite.c.lesson_id == of.lesson_id, invite.c.participant.in_(of.recorded)
    )
    known = {str(row.participant): row.person_id for row in await connection.execute(query)}
    return {each: known.get(each) for each in of.recorded}


def _is(recording_id: str, participant: str, part: str) -> ColumnElement[bool]:
    return (
        (stems.c.recording_id == recording_id) & (stems.c.participant == participant) & (stems.c.part == part)
    )


def _recording(row: RowMapping) -> Recording:
    kept = json.loads(row["kept"])
    return Recording(
        **{name: row[name] for name in ("id", "lesson_id", "take", "began_s", "ended_s", "made_s", "tries")},
        recorded=tuple(kept["recorded"]),
        marks=tuple(Mark(**each) for each in kept["marks"]),
        nothing=tuple(kept.get("nothing", ())),
    )


def _stem(row: RowMapping) -> Stem:
    return Stem(**{**row, "manifest": Manifest.model_validate_json(row["manifest"])})
