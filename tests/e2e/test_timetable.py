"""A term is planned: lessons that come back, a teacher who is taken, changes, and a calendar that reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.server import Server
from tests.e2e.test_accounts import choose_password
from tests.e2e.test_borders import account, breaks_no_rule, somebody

PATIENCE_MS = people.PATIENCE_MS
ASK = """async ([path, body]) => {
  const me = await (await fetch("/api/session", {headers: {"Klangbro-Page": "1"}})).json();
  const answer = await fetch(`/api/municipalities/${me.members[0].municipality.id}${path}`, {
    method: "POST",
    headers: {"Klangbro-Page": "1", "Content-Type": "application/json"},
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}"""
# The Tuesday after next, two in the afternoon, as a field of date and time takes it; and days after it.
TUESDAY = """(days) => {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 9 - ((now.getDay() + 6) % 7) - 1);
  day.setDate(day.getDate() + 7 + days);
  const two = (part) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}"""


@pytest.fixture
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    started = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    yield started
    await started.close()


async def the_year(page: Page, server: Server) -> None:
    """A term, a week of holidays, a room; and four pupils."""
    await page.goto(f"{server.origin}/timetable")
    await page.get_by_test_id("open-year").click()
    first, last = [await page.evaluate(TUESDAY, days) for days in (-1, 60)]
    free = [await page.evaluate(TUESDAY, days) for days in (13, 17)]
    for kind, name, days in (("terms", "Spring", (first, last)), ("holidays", "Winter break", free)):
        await page.get_by_test_id(f"{kind}-name").fill(name)
        await page.get_by_test_id(f"{kind}-first").fill(days[0])
        await page.get_by_test_id(f"{kind}-last").fill(days[1])
        await page.get_by_test_id(f"{kind}-add").click()
        await expect(page.get_by_test_id("year")).to_contain_text(f"{name}: ", timeout=PATIENCE_MS)
    await page.get_by_test_id("place-name").fill("Room 4, the village school")
    await page.get_by_test_id("place-add").click()
    await expect(page.get_by_test_id("year")).to_contain_text("Room 4", timeout=PATIENCE_MS)
    await breaks_no_rule(page, "year")
    for name in ("Bo Ek", "Eva Lund", "Finn Ström", "Greta Åström"):
        await page.evaluate(ASK, ["/people", {"name": name, "minor": True}])


async def plan(page: Page, server: Server, pupil: str, at: str, **chosen: str) -> None:
    await page.goto(f"{server.origin}/timetable")
    await page.get_by_test_id("new-series").click()
    # The list of names is read; what is typed before it has come is chosen by nobody.
    await expect(page.locator(f'datalist option[value="{pupil}"]')).to_have_count(1, timeout=PATIENCE_MS)
    await page.get_by_test_id("series-pupil").fill(pupil)
    await expect(page.get_by_test_id("chosen")).to_contain_text(pupil, timeout=PATIENCE_MS)
    await page.get_by_test_id("series-instrument").fill("violin")
    await page.get_by_test_id("series-first").fill(f"{await page.evaluate(TUESDAY, 0)}T{at}")
    for name, label in chosen.items():
        await page.get_by_test_id(f"series-{name}").select_option(label=label)


@pytest.mark.wide
async def test_a_term_is_planned_changed_and_read(server: Server, browser: Browser) -> None:
    coordinator, teacher = [await somebody(browser) for _ in range(2)]
    links = [await account(server, "coordinator", "Pajala", "Pia Byström")]
    links += await asyncio.gather(
        account(server, "teacher", "Pajala", "Anna Lind"),
        account(server, "teacher", "Pajala", "Sven Berg"),
    )
    await asyncio.gather(choose_password(coordinator, links[0]), choose_password(teacher, links[1]))
    await the_year(coordinator, server)

    await plan(
        coordinator, server, "Eva Lund", "14:00", teacher="Anna Lind", place="Room 4, the village school"
    )
    await breaks_no_rule(coordinator, "series")
    await coordinator.get_by_test_id("series-save").click()
    await expect(coordinator.get_by_test_id("planned")).to_contain_text("8 lessons", timeout=PATIENCE_MS)
    await expect(coordinator.get_by_test_id("planned")).to_contain_text("No lesson on holidays")

    # The same teacher at the same time is refused, with both parties named.
    await plan(coordinator, server, "Bo Ek", "14:15", teacher="Anna Lind")
    await coordinator.get_by_test_id("series-save").click()
    met = coordinator.get_by_test_id("conflicts")
    await expect(met).to_contain_text("Anna Lind, ", timeout=PATIENCE_MS)
    await expect(met).to_contain_text("Eva Lund with Anna Lind, and now Bo Ek")
    await breaks_no_rule(coordinator, "conflicts")
    await coordinator.get_by_test_id("series-first").fill(f"{await coordinator.evaluate(TUESDAY, 1)}T14:30")
    await coordinator.get_by_test_id("series-save").click()
    await expect(coordinator.get_by_test_id("planned")).to_be_visible(timeout=PATIENCE_MS)

    # All that follow go to Thursday, one is taught by Sven, one is called off.
    slots = coordinator.get_by_test_id("slot")
    await slots.first.click()
    await breaks_no_rule(coordinator, "change")
    await coordinator.get_by_test_id("following").check()
    await coordinator.get_by_test_id("move-to").fill(f"{await coordinator.evaluate(TUESDAY, 2)}T15:00")
    await coordinator.get_by_test_id("move").click()
    thursday = slots.filter(has_text="Eva Lund")
    await expect(thursday).to_contain_text("3:00", timeout=PATIENCE_MS)
    await thursday.click()
    await coordinator.get_by_test_id("stand-in").select_option(label="Sven Berg")
    await coordinator.get_by_test_id("stand-in-save").click()
    await expect(thursday).to_contain_text("for Anna Lind", timeout=PATIENCE_MS)
    await slots.filter(has_text="Bo Ek").click()
    await coordinator.get_by_test_id("learning").locator("summary").click()
    await expect(coordinator.locator('datalist option[value="Finn Ström"]')).to_have_count(
        1, timeout=PATIENCE_MS
    )
    await coordinator.get_by_test_id("change-pupil").fill("Finn Ström")
    await breaks_no_rule(coordinator, "change")
    await coordinator.get_by_test_id("save-learning").click()
    await expect(slots.filter(has_text="Bo Ek")).to_contain_text("Bo Ek, Finn Ström", timeout=PATIENCE_MS)
    await slots.filter(has_text="Bo Ek").click()
    await coordinator.get_by_test_id("cancel-it").click()
    await expect(slots.filter(has_text="Bo Ek")).to_contain_text("called off", timeout=PATIENCE_MS)
    await breaks_no_rule(coordinator, "week")

    # The teacher's own calendar reads it without signing in.
    await teacher.goto(f"{server.origin}/timetable")
    await teacher.get_by_test_id("open-calendars").click()
    await teacher.get_by_test_id("make-feed").click()
    address = await teacher.get_by_test_id("address").input_value()
    await breaks_no_rule(teacher, "calendars")
    stranger = await browser.new_context(ignore_https_errors=True)
    read = await stranger.request.get(server.origin + "/api/" + address.split("/api/", 1)[1])
    entries: list[Any] = list(Calendar.from_ical(await read.body()).walk("VEVENT"))
    # Finn came to one time alone, the one that was called off.
    assert {str(one["SUMMARY"]) for one in entries} == {"violin · Eva", "violin · Bo", "violin · Bo · Finn"}
