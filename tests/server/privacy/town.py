"""A municipality with pupils, a guardian and a teacher, and lessons of theirs held by the room's client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from server.db import Database
from server.db.tables import guardian, municipality, person, room_state
from server.lessons import repository
from server.lessons.repository import Invite, Lesson
from signaling.client import RoomClient
from signaling.invite import build
from signaling.local import connector
from signaling.messages import Admission, Admit, Admitted, Chat, EndpointKind, Role, Roster, Welcome
from signaling.paper_messages import AddScore, Draw, Mark, Note, Score, WriteNote
from tests.server.world import START_S, World

PDF = b"%PDF-1.7\n"


@dataclass(frozen=True)
class Cast:
    """Their ids."""

    place: str = "place"
    pupil: str = "p-pupil"
    parent: str = "p-parent"
    teacher: str = "p-teacher"
    friend: str = "p-friend"


CAST = Cast()


async def settle_in(database: Database, *, pupil: str = "Bo Ek", place: str = CAST.place) -> Cast:
    """Enter the municipality and its people."""
    people = {
        CAST.pupil: (pupil, True),
        CAST.parent: ("Eva Ek", False),
        CAST.teacher: ("Anna Lind", False),
        CAST.friend: ("Ida Ros", True),
    }
    async with database.write() as connection:
        row = {"id": place, "name": "Pajala", "created_s": START_S}
        await connection.execute(municipality.insert().values(row))
        for identifier, (name, minor) in people.items():
            row = {"id": identifier, "municipality_id": place, "name": name, "minor": minor}
            await connection.execute(person.insert().values(**row, created_s=START_S))
        await connection.execute(
            guardian.insert().values(
                guardian_id=CAST.parent, pupil_id=CAST.pupil, created_s=START_S, confirmed_s=START_S
            )
        )
    return CAST


async def names_of(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        rows = await connection.execute(select(person.c.id, person.c.name))
        return {str(row.id): str(row.name) for row in rows}


async def plan(
    database: Database, *pupils: str, lesson: str = "lesson", place: str | None = CAST.place
) -> list[Invite]:
    """Make a lesson of the teacher with these pupils; the invites, the teacher's first."""
    names = await names_of(database)
    made = Lesson(lesson, names[CAST.teacher], "violin", START_S, START_S + 7 * 86400, municipality_id=place)
    invites = [
        Invite(
            id=f"i-{lesson}-{number}",
            lesson_id=lesson,
            participant=f"{lesson}-{number}",
            role=Role.TEACHER if who == CAST.teacher else Role.PUPIL,
            name=names[who],
            created_s=START_S,
            expires_s=START_S + 7 * 86400,
            person_id=who,
        )
        for number, who in enumerate((CAST.teacher, *pupils))
    ]
    async with database.write() as connection:
        await repository.add_lesson(connection, made, invites)
    return invites


def client(world: World, invite: Invite, kind: EndpointKind = EndpointKind.PAGE) -> RoomClient:
    url = build("https://localhost:8443", world.services.lessons.token(invite))
    return RoomClient(url, kind=kind, connect=connector(world.services.rooms))


@asynccontextmanager
async def held(
    world: World, invites: list[Invite], kind: EndpointKind = EndpointKind.PAGE
) -> AsyncIterator[list[RoomClient]]:
    """Everybody is in the lesson; when the block ends they leave."""
    clients = [client(world, invite, kind) for invite in invites]
    for each in clients:
        each.start()
    async for message in clients[0]:
        if isinstance(message, Roster):
            for waiting in message.participants:
                if waiting.admission is Admission.WAITING:
                    clients[0].send(Admit(participant=waiting.id))
            if sum(each.admission is Admission.ADMITTED for each in message.participants) == len(invites):
                break
    for each in clients[1:]:
        async for message in each:
            if isinstance(message, Admitted | Welcome) and _is_in(message):
                break
    yield clients
    for each in clients:
        await each.leave()


def _is_in(message: Admitted | Welcome) -> bool:
    state = message.admission if isinstance(message, Welcome) else message.state
    return state is Admission.ADMITTED


async def play(
    world: World, teacher: RoomClient, pupil: RoomClient, said: str, *, lesson: str = "lesson"
) -> None:
    """Leave ``said`` everywhere a lesson keeps something."""

    async def body() -> AsyncIterator[bytes]:
        yield PDF + said.encode() * 20

    name, _ = await world.services.scores.take_in(lesson, body())
    pupil.send(Chat(text=f"chat {said}"))
    pupil.send(WriteNote(note=Note(id="n1", list="notes", text=f"note {said}")))
    pupil.send(AddScore(score=Score(id=name, name=f"score {said}", kind="pdf")))
    mark = Mark(id="m1", score=name, page=1, shape="text", colour="red", points="1,1", text=said)
    pupil.send(Draw(mark=mark))
    await pupil.drained()
    teacher.send(Chat(text=f"of {said}"))
    teacher.send(WriteNote(note=Note(id="n2", list="homework", text=f"homework for {said}")))
    await teacher.drained()


async def stored_room(database: Database, lesson: str = "lesson") -> str:
    async with database.read() as connection:
        query = select(room_state.c.state).where(room_state.c.lesson_id == lesson)
        return str((await connection.execute(query)).scalar())


def bytes_with(folder: Path, *words: str) -> list[str]:
    """Every file under a folder in which one of these words stands, in whatever common spelling."""
    spelled = [s for word in words for s in (word.encode(), word.encode("utf-16-le"), word.upper().encode())]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(each in path.read_bytes() for each in spelled)
    ]
