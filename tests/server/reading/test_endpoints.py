"""The reading link by HTTP, with a teacher and pupils in a real room."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from server.reading.service import DAY_S
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.messages import (
    Admission,
    Admit,
    Admitted,
    ClientMessage,
    Remove,
    Roster,
    ServerMessage,
    Welcome,
)
from signaling.paper_messages import AddScore, Draw, Mark, Marks, Note, Notes, Score, Scores, WriteNote
from signaling.tools import NextLesson, NextPupil
from tests.server.scores.test_endpoints import bearer, client, put
from tests.server.world import World, server

PATH = "/api/lesson/readings"


@dataclass
class Lesson:
    """A teacher and one or two pupils; each pupil's participant id."""

    world: World
    made: dict[str, Any]
    teacher: RoomClient
    pupils: list[RoomClient]
    ids: list[str]

    @property
    def urls(self) -> list[str]:
        return [invite["url"] for invite in self.made["invites"]]

    async def write(self, text: str, list_: Any = "homework") -> None:
        note = Note(id=f"n-{text}"[:32].replace(" ", "-"), list=list_, text=text)
        await say(self.teacher, WriteNote(note=note), Notes)

    async def make(self, pupil: int = 0, **more: object) -> httpx.Response:
        body = {"participant": self.ids[pupil], **more}
        return await self.world.client.post(PATH, json=body, headers=bearer(self.urls[0]))

    async def read(self, url: str) -> httpx.Response:
        return await self.world.client.get("/api/reading", headers=reader(url))


async def say(client: RoomClient, message: ClientMessage, answer: type[ServerMessage]) -> None:
    """Send, and wait until the room has stored it and told everyone."""
    client.send(message)
    async for heard in client:
        if isinstance(heard, answer):
            return


async def come_in(lesson: Lesson, index: int) -> None:
    async for heard in lesson.teacher:
        if isinstance(heard, Roster) and any(
            p.id == lesson.ids[index] and p.admission is Admission.WAITING for p in heard.participants
        ):
            break
    lesson.teacher.send(Admit(participant=lesson.ids[index]))
    async for heard in lesson.pupils[index]:
        if isinstance(heard, Admitted):
            return


@asynccontextmanager
async def taught(folder: Path, *, pupils: int = 1) -> AsyncIterator[Lesson]:
    """The first pupil is in; a second one, if any, waits at the door."""
    async with server(folder) as world, AsyncExitStack() as stack:
        made = await world.new_lesson()
        for number in range(1, pupils):
            body = {"role": "pupil", "name": f"Pupil {number}"}
            path = f"/api/lessons/{made['lesson']['id']}/invites"
            made["invites"].append((await world.client.post(path, json=body, headers=world.host)).json())
        urls = [invite["url"] for invite in made["invites"]]
        teacher, *others = [await stack.enter_async_context(client(world, url)) for url in urls]
        ids = []
        for other in others:
            async for heard in other:
                if isinstance(heard, Welcome):
                    ids.append(heard.participant)
                    break
        lesson = Lesson(world, made, teacher, others, ids)
        await come_in(lesson, 0)
        yield lesson


def reader(url: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {url.split('#r=', 1)[1]}"}


def said(view: httpx.Response) -> list[str]:
    return [line["note"]["text"] for line in view.json()["notes"]]


async def test_the_link_shows_notes_homework_and_pages_with_their_marks(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        await lesson.write("Slow scales")
        stored = (await put(lesson.world, lesson.urls[0])).json()["id"]
        lesson.teacher.send(AddScore(score=Score(id=stored, name="Sonatina", kind="pdf")))
        mark = Mark(id="m1", score=stored, page=2, shape="pen", colour="red", points="1,2 3,4")
        await say(lesson.teacher, Draw(mark=mark), Marks)
        made = await lesson.make()
        url = made.json()["url"]
        assert (made.status_code, made.json()["name"]) == (201, "Bo Ek")
        assert "/read#r=" in url
        view = await lesson.read(url)
        assert (view.status_code, said(view)) == (200, ["Slow scales"])
        assert (view.json()["teacher"], view.json()["name"]) == ("Anna Lind", "Bo Ek")
        assert [score["name"] for score in view.json()["scores"]] == ["Sonatina"]
        assert [(each["page"], each["points"]) for each in view.json()["marks"]] == [(2, "1,2 3,4")]
        file = await lesson.world.client.get(f"/api/reading/scores/{stored}", headers=reader(url))
        assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
        assert file.headers["cache-control"] == "no-store"
        assert file.headers["content-security-policy"].startswith("sandbox")


async def test_it_outlives_removal_and_the_lesson_and_ends_on_its_day(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        await lesson.write("Slow scales")
        stored = (await put(lesson.world, lesson.urls[0])).json()["id"]
        await say(lesson.teacher, AddScore(score=Score(id=stored, name="Etude", kind="pdf")), Scores)
        url = (await lesson.make(days=30)).json()["url"]
        lesson.teacher.send(Remove(participant=lesson.ids[0]))
        async for heard in lesson.pupils[0]:
            if isinstance(heard, Admitted) and heard.state is Admission.REMOVED:
                break
        world = lesson.world
        gone = await world.client.delete(f"/api/lessons/{lesson.made['lesson']['id']}", headers=world.host)
        assert gone.status_code == 204
        assert said(await lesson.read(url)) == ["Slow scales"]
        file = f"/api/reading/scores/{stored}"
        assert (await world.client.get(file, headers=reader(url))).status_code == 200
        world.clock.at_s += 30 * DAY_S
        assert (await lesson.read(url)).status_code == 401
        await world.services.readings.sweep()
        assert not (tmp_path / "data" / "readings" / url.split("#r=")[1].split(".")[0]).exists()


async def test_a_link_taken_back_opens_nothing_and_the_next_one_is_another(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        await lesson.write("Slow scales")
        first = (await lesson.make()).json()
        assert (await lesson.make()).json()["url"] == first["url"], "made twice it is the same"
        teacher = bearer(lesson.urls[0])
        [known] = (await lesson.world.client.get(PATH, headers=teacher)).json()["readers"]
        assert (known["name"], known["reading"]["url"]) == ("Bo Ek", first["url"])
        answer = await lesson.world.client.delete(f"{PATH}/{first['id']}", headers=teacher)
        assert answer.status_code == 204
        assert (await lesson.read(first["url"])).status_code == 401
        [known] = (await lesson.world.client.get(PATH, headers=teacher)).json()["readers"]
        assert known["reading"] is None, "he was there, and could be given another"
        again = (await lesson.make()).json()
        assert again["url"] != first["url"]
        assert (await lesson.read(again["url"])).status_code == 200


async def test_the_host_takes_back_every_link_of_a_lesson_that_is_long_over(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        url = (await lesson.make()).json()["url"]
        path = f"/api/lessons/{lesson.made['lesson']['id']}/readings"
        client = lesson.world.client
        assert (await client.delete(path, headers=bearer(lesson.urls[0]))).status_code == 401
        assert (await client.delete(path, headers=lesson.world.host)).status_code == 204
        assert (await lesson.read(url)).status_code == 401


async def test_the_next_childs_papers_are_never_seen_by_the_one_before(tmp_path: Path) -> None:
    async with taught(tmp_path, pupils=2) as lesson:
        await lesson.write("For the first")
        url = (await lesson.make()).json()["url"]
        await lesson.write("Also for the first")
        kept = await lesson.world.client.put(PATH, headers=bearer(lesson.urls[0]))
        assert kept.status_code == 204
        await say(lesson.teacher, NextPupil(participant=lesson.ids[1]), NextLesson)
        await lesson.write("For the second")
        await lesson.world.services.readings.sweep()
        assert said(await lesson.read(url)) == ["For the first", "Also for the first"]
        second = (await lesson.make(1)).json()["url"]
        known = (await lesson.world.client.get(PATH, headers=bearer(lesson.urls[0]))).json()["readers"]
        assert {each["name"]: each["here"] for each in known} == {"Bo Ek": False, "Pupil 1": True}
        assert said(await lesson.read(second)) == ["For the second"]


async def test_what_the_teacher_adds_after_the_pupil_has_left_is_there(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        url = (await lesson.make()).json()["url"]
        await lesson.write("One more thing")
        assert said(await lesson.read(url)) == ["One more thing"]
        lesson.world.clock.at_s += 60
        await lesson.write("And another")
        await lesson.world.services.readings.sweep()
        own = await lesson.world.client.get("/api/lesson/reading", headers=bearer(lesson.urls[1]))
        assert own.json()["url"] == url, "the pupil is told of it"


async def test_only_the_teacher_makes_one_and_only_for_a_pupil_who_was_there(tmp_path: Path) -> None:
    async with taught(tmp_path, pupils=2) as lesson:
        pupil = bearer(lesson.urls[1])
        body = {"participant": lesson.ids[0]}
        world = lesson.world.client
        assert (await world.post(PATH, json=body, headers=pupil)).status_code == 403
        assert (await world.get(PATH, headers=pupil)).status_code == 403
        assert (await world.get("/api/lesson/reading", headers=pupil)).status_code == 404
        assert (await lesson.make(1)).status_code == 409, "the second has not been in yet"
        lesson.ids.append("nobody")
        assert (await lesson.make(-1)).status_code == 404
        await lesson.make()
        for url in lesson.urls[2:]:
            assert (await world.get("/api/lesson/reading", headers=bearer(url))).status_code == 404


async def test_an_invite_opens_no_reading_and_a_reading_opens_no_lesson(tmp_path: Path) -> None:
    async with taught(tmp_path) as lesson:
        url = (await lesson.make()).json()["url"]
        world = lesson.world.client
        assert (await world.get("/api/reading", headers=bearer(lesson.urls[1]))).status_code == 401
        assert (await world.get("/api/reading", headers=lesson.world.host)).status_code == 401
        assert (await world.get("/api/invite", headers=reader(url))).status_code == 401
        assert (await world.get(PATH, headers=reader(url))).status_code == 401
        token = url.split("#r=")[1]
        forged = f"{token[:-2]}{'AA' if not token.endswith('AA') else 'BB'}"
        assert (await lesson.read(f"#r={forged}")).status_code == 401
        assert (await world.get(f"/api/reading?r={parse(lesson.urls[1]).token}")).status_code == 401
