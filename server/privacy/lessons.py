"""What lessons hold of a person beside their invite: the room's state, files, the teacher's name."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import invite, lesson, room_state
from server.lessons import repository
from server.lessons.repository import Invite
from signaling.forgetting import NOBODY, Left, forget, in_use, rename
from signaling.messages import Role
from signaling.state import RoomState, state_json


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in one lesson: their invites to it and everybody's."""

    lesson: str
    own: Sequence[Invite]
    all: Sequence[Invite]

    @property
    def pupil(self) -> bool:
        return any(each.role is Role.PUPIL for each in self.own)

    @property
    def alone(self) -> bool:
        """Whether no other pupil is invited."""
        ours = {each.participant for each in self.own}
        return not any(each.role is Role.PUPIL and each.participant not in ours for each in self.all)

    @property
    def last(self) -> bool:
        """Whether nobody else is invited at all."""
        return len(self.own) == len(self.all)


async def parts(connection: AsyncConnection, person_id: str) -> list[Part]:
    """Every lesson that somebody was invited to."""
    query = select(invite.c.lesson_id).where(invite.c.person_id == person_id).distinct()
    found = []
    for lesson_id in sorted((await connection.execute(query)).scalars()):
        everybody = await repository.list_invites(connection, str(lesson_id))
        own = [each for each in everybody if each.person_id == person_id]
        found.append(Part(str(lesson_id), own, everybody))
    return found


async def room(connection: AsyncConnection, lesson_id: str) -> RoomState | None:
    """The stored state of a lesson's room; None where there is none or it cannot be read any more."""
    query = select(room_state.c.state).where(room_state.c.lesson_id == lesson_id)
    text = (await connection.execute(query)).scalar()
    try:
        return None if text is None else state_json.validate_json(text)
    except ValueError:
        return None


async def is_live(connection: AsyncConnection, lesson_id: str, *, now_s: float) -> bool:
    """Whether anybody is in the lesson."""
    state = await room(connection, lesson_id)
    return state is not None and in_use(state, wall_s=now_s)


async def forget_part(
    connection: AsyncConnection, part: Part, names: Iterable[str], *, now_s: float
) -> list[str]:
    """Take a person out of a lesson's stored room; return the scores whose files must go."""
    called = {*names, *(each.name for each in part.own)}
    if any(each.role is Role.TEACHER for each in part.own):
        await connection.execute(update(lesson).where(lesson.c.id == part.lesson).values(teacher=NOBODY))
    state = await room(connection, part.lesson)
    ours = room_state.c.lesson_id == part.lesson
    if state is None:
        await connection.execute(room_state.delete().where(ours))  # unreadable: nobody can use it either
        return []
    who = Left({each.participant for each in part.own}, called, pupil=part.pupil, alone=part.alone)
    gone = forget(state, who)
    await _store(connection, ours, state, now_s)
    return gone


async def rename_in(
    connection: AsyncConnection, part: Part, names: Iterable[str], alias: str, *, now_s: float
) -> None:
    """Let an alias take a person's name's place in a lesson: everywhere in its room, and as its teacher."""
    if any(each.role is Role.TEACHER for each in part.own):
        await connection.execute(update(lesson).where(lesson.c.id == part.lesson).values(teacher=alias))
    state = await room(connection, part.lesson)
    if state is not None:
        called = {*names, *(each.name for each in part.own)}
        rename(state, {each.participant for each in part.own}, called, alias)
        await _store(connection, room_state.c.lesson_id == part.lesson, state, now_s)


async def _store(
    connection: AsyncConnection, which: ColumnElement[bool], state: RoomState, now_s: float
) -> None:
    # The revision goes up, so that a node with an older copy in memory cannot store it over this one.
    values = {
        "state": state_json.dump_json(state).decode(),
        "revision": room_state.c.revision + 1,
        "updated_s": now_s,
    }
    await connection.execute(update(room_state).where(which).values(values))


def folders(data_dir: Path, lesson_id: str) -> list[Path]:
    """Every folder in the data directory that belongs to a lesson, whichever part of the program made it."""
    return sorted(path for path in data_dir.glob(f"*/{lesson_id}") if path.is_dir())


def delete_files(data_dir: Path, lesson_id: str, names: Iterable[str] | None = None) -> int:
    """Delete files of a lesson by name, or all of them; return how many there were."""
    count = 0
    for folder in folders(data_dir, lesson_id):
        if names is None:
            count += sum(path.is_file() for path in folder.rglob("*"))
            shutil.rmtree(folder)
        else:
            for path in (folder / name for name in names):
                count += path.is_file()
                path.unlink(missing_ok=True)
    return count
