"""The states of pages that a lesson across a border and a large group have, after those of staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository as accounts
from server.agreements.schemas import NewOffer
from server.delivered.attendance import note_attendance
from server.delivered.course import NewCourse
from server.lessons import repository as lessons
from server.lessons.plan_schemas import NewPlan
from server.offline import on_services
from server.people import repository as roster
from server.people.repository import Membership
from server.state import Services
from server.timetable.schemas import NewOnce
from signaling.messages import Role
from tests.e2e.harness import people
from tests.e2e.harness.accounts import account_link
from tests.e2e.harness.knocker import here
from tests.e2e.harness.rows import Rows, open_page
from tests.e2e.harness.server import Server
from tests.e2e.harness.visit import Visit
from tests.server.border import terms_of

ROWS = Rows()
state = ROWS.state
PASSWORD = "four words in a row"
_PUPILS = ("Bo Ek", "Freja Holm", "Leo Berg", "Maja Lind", "Nils Ås")
_STAFF = (
    ("coordinator", "Luleå", "Carin Nord"),
    ("coordinator", "Piteå", "Pia Byström"),
    ("teacher", "Luleå", "Sven Berg"),
    ("guardian", "Piteå", "Lea Ek"),
)


def _email(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@example.org"


async def _link(server: Server, name: str) -> str:
    (role, town) = next((role, town) for role, town, each in _STAFF if each == name)
    return await account_link(server, role, email=_email(name), town=town, name=name)


async def _members(connection: AsyncConnection, name: str) -> list[Membership]:
    account = await accounts.find_account(connection, email=_email(name))
    assert account is not None
    return await roster.memberships_of(connection, account.id)


async def make_border(server: Server) -> None:
    """Sven of Luleå teaches in Piteå: a lesson that failed, and a choir that meets elsewhere."""
    for *_, name in _STAFF:
        await _link(server, name)
    async with on_services(server.data_dir) as services:
        async with services.database.write() as connection:
            carin, pia, sven, lea = [(await _members(connection, name))[0] for *_, name in _STAFF]
            now_s = services.now_s()
            pupils = [
                await roster.add_person(connection, pia.municipality_id, name, now_s, minor=True)
                for name in _PUPILS
            ]
            await roster.add_guardian(connection, lea.person_id, pupils[0].id, now_s)
            await roster.confirm_guardian(connection, lea.person_id, now_s)
        today = datetime.now(UTC).date()
        days = {"valid_from": today - timedelta(days=60), "valid_until": today + timedelta(days=300)}
        terms = terms_of(carin.municipality_id, pia.municipality_id, title="Strings across the river", **days)
        agreed = await services.agreements.draft(carin, terms)
        for one in (carin, pia):
            await services.agreements.approve(one, agreed.id, 1)
        offer = NewOffer(person=sven.person_id, municipality=pia.municipality_id)
        await services.agreements.offer(carin, agreed.id, offer)
        await services.agreements.welcome(pia, agreed.id, sven.person_id)
        async with services.database.read() as connection:
            guest = await _guest(connection)
        await _failed(services, guest, pupils[0].id)
        monday = today + timedelta(days=7 - today.weekday())
        choir = NewOnce.model_validate(
            {
                "pupils": [one.id for one in pupils],
                "teacher": guest.person_id,
                "instrument": "choir",
                "day": monday + timedelta(days=3),  # that Tuesday another state has a lesson
                "at": "15:00",
                "meeting_url": "https://meet.example.org/choir",
            }
        )
        await services.timetables.plan_once(pia, choir, for_others=True)


async def _guest(connection: AsyncConnection) -> Membership:
    """Who Sven is in Piteå."""
    (pia,) = await _members(connection, "Pia Byström")
    every = await _members(connection, "Sven Berg")
    return next(one for one in every if one.municipality_id == pia.municipality_id)


async def native_lesson(server: Server) -> tuple[str, dict[Role, str]]:
    """A lesson of Sven's in Piteå that begins now, and its invites for this machine."""
    async with on_services(server.data_dir) as services:
        async with services.database.read() as connection:
            guest = await _guest(connection)
        made = await services.planning.plan(guest, NewPlan(pupil_name="Leo"), for_others=False)
        async with services.database.read() as connection:
            lesson = await lessons.find_lesson(connection, made.id)
        assert lesson is not None
        listed = await services.planning.invites(lesson)
    return made.id, {one.role: here(server, one.url) for one in listed}


async def _failed(services: Services, teacher: Membership, pupil: str) -> None:
    """A lesson whose two ends never found a way to each other, as their pages tell."""
    now = datetime.now(UTC)
    new = NewPlan(pupil=pupil, instrument="violin", begins_at=now - timedelta(minutes=1), minutes=30)
    lesson = (await services.planning.plan(teacher, new, for_others=False)).id
    async with services.database.write() as connection:
        for one in await lessons.list_invites(connection, lesson):
            await note_attendance(connection, lesson, one.participant, now.timestamp() - 60)
    told = {
        Role.TEACHER: NewCourse(apart_s=840, relayed=True),
        Role.PUPIL: NewCourse(apart_s=840, away_s=120, slow_s=300, camera="busy"),
    }
    for role, said in told.items():
        await services.hours.tell(lesson, role, said)


async def _be(visit: Visit, name: str) -> Page:
    """Sign in as somebody, with a password chosen by their one-use link."""
    page = await open_page(visit, await _link(visit.server, name), "welcome")
    await page.get_by_test_id("new-password").fill(PASSWORD)
    await page.get_by_test_id("confirm").click()
    await people.on_page(page, "today")
    return page


async def _go(visit: Visit, name: str) -> Page:
    await visit.solo.goto(f"{visit.server.origin}/{name}")
    await people.on_page(visit.solo, name)
    return visit.solo


@state
async def hours_failed(visit: Visit) -> Page:
    """The teacher confirms what became of a lesson: what was measured is said, and what it points to."""
    await make_border(visit.server)
    await _be(visit, "Sven Berg")
    await visit.solo.get_by_test_id("municipality").select_option(label="Piteå")
    page = await _go(visit, "hours")
    await expect(page.get_by_test_id("seen")).to_be_visible(timeout=people.PATIENCE_MS)
    return page


@state
async def meeting_teacher(visit: Visit) -> Page:
    await _go(visit, "timetable")
    await visit.solo.get_by_test_id("later").click()
    await expect(visit.solo.get_by_test_id("meeting-link")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def hours_coordinator(visit: Visit) -> Page:
    """The taker's coordinator, once the teacher has confirmed it."""
    await (await _go(visit, "hours")).get_by_test_id("confirm-hours").click()
    await expect(visit.solo.get_by_test_id("delivered")).to_be_visible(timeout=people.PATIENCE_MS)
    await _be(visit, "Pia Byström")
    page = await _go(visit, "hours")
    await expect(page.get_by_test_id("delivered")).to_be_visible(timeout=people.PATIENCE_MS)
    return page


@state
async def meeting_coordinator(visit: Visit) -> Page:
    return await meeting_teacher(visit)


@state
async def meeting_guardian(visit: Visit) -> Page:
    page = await _be(visit, "Lea Ek")
    await expect(page.get_by_test_id("meeting-link")).to_be_visible(timeout=people.PATIENCE_MS)
    return page
