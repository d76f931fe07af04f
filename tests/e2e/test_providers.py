"""A study association exchanges hours with a municipality: planned with warnings, measured, carried."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from server.db.border_tables import lesson_course
from server.delivered.course import NewCourse
from server.municipalities.kinds import OrganisationKind
from server.offline import on_services
from signaling.messages import Role
from tests.e2e.harness.accounts import account_link
from tests.e2e.harness.server import Server
from tests.e2e.harness.staff_states import _PUPIL, _TUESDAY
from tests.e2e.test_accounts import choose_password
from tests.e2e.test_borders import (
    PATIENCE_MS,
    account,
    approve,
    breaks_no_rule,
    browser,
    lend,
    somebody,
    teach,
)

__all__ = ["browser"]
HOUSE = "Studieförbundet"


async def draft(page: Page, server: Server) -> None:
    """Half an hour a week against half an hour, for beginners."""
    await page.goto(f"{server.origin}/agreements")
    await page.get_by_test_id("new-agreement").click()
    await page.get_by_test_id("draft-title").fill("Violin for hours")
    await page.get_by_test_id("draft-form").select_option("exchange")
    await page.get_by_test_id("draft-party").select_option("gives")
    await page.get_by_test_id("draft-price").fill("0")
    await page.get_by_test_id("draft-minutes").fill("20")
    await page.get_by_test_id("draft-subjects").fill("violin")
    await page.get_by_test_id("draft-levels").fill("beginner, advanced")
    await page.get_by_test_id("draft-save").click()
    await expect(page.get_by_test_id("agreement-state")).to_have_text("Draft", timeout=PATIENCE_MS)


async def plan(page: Page, server: Server) -> None:
    """A lesson on an instrument that was not agreed on, for longer than was."""
    await page.evaluate(_PUPIL)
    await page.goto(f"{server.origin}/timetable")
    await page.get_by_test_id("new-series").click()
    pupil = page.locator('datalist option[value="Freja Holm"]')
    await expect(pupil).to_have_count(1, timeout=PATIENCE_MS)
    await page.get_by_test_id("series-pupil").fill("Freja Holm")
    await page.get_by_test_id("series-teacher").select_option(label="Anna Lind")
    await page.get_by_test_id("series-instrument").fill("oboe")
    await page.get_by_test_id("series-level").select_option("advanced")
    await page.get_by_test_id("series-first").fill(await page.evaluate(_TUESDAY))
    await page.get_by_test_id("series-often").select_option("0")
    await breaks_no_rule(page, "plan-level")
    await page.get_by_test_id("series-save").click()
    for warning in ("agreement_subject", "agreement_hours"):
        await expect(page.get_by_test_id(warning)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_test_id("agreement_level")).to_have_count(0)
    await breaks_no_rule(page, "plan-warned")


async def poor_network(server: Server) -> None:
    """As the pupil's page would have told it of four bad minutes."""
    told = NewCourse(bad_s=240, missing_pct=21.0, relayed=True)
    async with on_services(server.data_dir) as services:
        async with services.database.read() as connection:
            (lesson,) = (await connection.execute(select(lesson_course.c.lesson_id).limit(1))).scalars()
        assert await services.hours.tell(lesson, Role.PUPIL, told)


async def fail(teacher: Page, server: Server) -> None:
    """The teacher reads what was measured and says that the technology failed."""
    await teacher.goto(f"{server.origin}/hours")
    row = teacher.get_by_test_id("delivery")
    await row.get_by_test_id("outcome").select_option("technical_failure")
    seen = row.get_by_test_id("seen")
    await expect(seen).to_contain_text("Both ends were connected", timeout=PATIENCE_MS)
    await expect(seen).to_contain_text("Pupil: much of the sound missing for 4 min.")
    await expect(row.get_by_test_id("measured-cause")).to_contain_text("the network")
    await breaks_no_rule(teacher, "hours-measured")
    await row.get_by_test_id("confirm-hours").click()
    await expect(row.get_by_test_id("delivered")).to_contain_text(
        "Technology failed (the network)", timeout=PATIENCE_MS
    )
    await breaks_no_rule(teacher, "hours-failed")
    await row.get_by_test_id("change").click()
    await row.get_by_test_id("outcome").select_option("held")
    await row.get_by_test_id("minutes").fill("25")
    await row.get_by_test_id("confirm-hours").click()
    await expect(row.get_by_test_id("delivered")).to_have_text("Held, 25 min", timeout=PATIENCE_MS)


@pytest.mark.wide
async def test_hours_of_another_provider_are_exchanged_and_carried(server: Server, browser: Browser) -> None:
    ours, theirs, teacher, pupil = [await somebody(browser) for _ in range(4)]
    email = "carin@example.org"
    kind = OrganisationKind.PROVIDER
    first = account_link(server, "coordinator", email=email, town=HOUSE, name="Carin Nord", kind=kind)
    links = [*await asyncio.gather(first, account(server, "coordinator", "Pajala", "Pia Byström"))]
    links.append(await account(server, "teacher", HOUSE, "Anna Lind"))
    await asyncio.gather(
        *(choose_password(page, link) for page, link in zip((ours, theirs, teacher), links, strict=True))
    )
    await draft(ours, server)
    await approve(ours, server, "Draft")
    await approve(theirs, server, "In force")
    await expect(theirs.get_by_test_id("agreement")).to_contain_text(f"{HOUSE} (")
    await lend(ours, theirs, server)
    await plan(theirs, server)
    async with teacher.expect_response("**/api/lesson/course", timeout=60_000) as told:
        await teach(teacher, pupil, server)
    assert await (await told.value).json() == {"kept": True}
    await poor_network(server)
    await fail(teacher, server)
    for page in (ours, theirs):
        await page.goto(f"{server.origin}/hours")
        hours = page.get_by_test_id("balances").locator("tbody tr").filter(has_text=HOUSE)
        await expect(hours.locator(".number")).to_have_text("25", timeout=PATIENCE_MS)
        await expect(hours).to_contain_text("From before 0, given 25, taken 0")
    await breaks_no_rule(theirs, "balances")
