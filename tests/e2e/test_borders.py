"""From an agreement that two municipalities approve to a lesson across the border, and money to the cent."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.accounts import account_link
from tests.e2e.harness.server import Server
from tests.e2e.harness.walk import AXE
from tests.e2e.test_accounts import choose_password

PATIENCE_MS = people.PATIENCE_MS
#: A folder for pictures of each state at two sizes; without it none are taken.
PICTURES = os.environ.get("KLANGBRO_PICTURES")
# As a field of date and time takes it, where the browser is.
THIS_MINUTE = """() => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}"""
SIZES = ((1366, 768), (360, 740))


@pytest.fixture
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    started = await playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    yield started
    await started.close()


async def somebody(browser: Browser) -> Page:
    """A person at a machine of their own."""
    context = await browser.new_context(
        locale="en",
        viewport={"width": 1366, "height": 768},
        permissions=["microphone", "camera"],
        ignore_https_errors=True,
        timezone_id="Europe/Stockholm",
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


async def account(server: Server, role: str, town: str, name: str) -> str:
    """The one-use link of a new account."""
    email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    return await account_link(server, role, email=email, town=town, name=name)


async def breaks_no_rule(page: Page, name: str) -> None:
    """By axe's rules; and a picture, where pictures are wanted."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document).then(({violations}) => violations.map(({id}) => id))")
    assert found == [], name
    for wide, high in SIZES if PICTURES else ():
        await page.set_viewport_size({"width": wide, "height": high})
        await page.screenshot(path=Path(PICTURES or "") / f"{name}-{wide}.png", full_page=True)
    await page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


async def draft(page: Page, server: Server) -> None:
    """Hours of a violin teacher of ours for Pajala, at 50.00."""
    await page.goto(f"{server.origin}/agreements")
    await page.get_by_test_id("new-agreement").click()
    await page.get_by_test_id("draft-title").fill("Violin across the river")
    await page.get_by_test_id("draft-party").select_option("takes")
    await page.get_by_test_id("draft-price").fill("50,00")
    await page.get_by_test_id("draft-subjects").fill("violin, viola")
    await page.get_by_test_id("draft-preparation").fill("5")
    await page.get_by_test_id("draft-ground").fill("Cooperation by agreement, council decision 12/2026")
    await breaks_no_rule(page, "draft")
    await page.get_by_test_id("draft-save").click()
    await expect(page.get_by_test_id("agreement-state")).to_have_text("Draft", timeout=PATIENCE_MS)


async def approve(page: Page, server: Server, state: str) -> None:
    await page.goto(f"{server.origin}/agreements")
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("agreement-state")).to_have_text(state, timeout=PATIENCE_MS)


async def lend(ours: Page, theirs: Page, server: Server) -> None:
    """One side offers its teacher, the other lets them in."""
    await ours.goto(f"{server.origin}/agreements")
    await ours.get_by_test_id("offer-teacher").select_option(label="Anna Lind")
    await ours.get_by_test_id("offer").click()
    await expect(ours.get_by_test_id("lent")).to_contain_text("not let in yet", timeout=PATIENCE_MS)
    await theirs.reload()
    await theirs.get_by_test_id("welcome").click()
    await expect(theirs.get_by_test_id("lent")).to_contain_text("teaches there", timeout=PATIENCE_MS)
    await theirs.get_by_test_id("read-terms").click()
    await breaks_no_rule(theirs, "agreement")


async def offer_hours(ours: Page, theirs: Page, server: Server) -> None:
    """A coordinator says what the teacher offers; the other side sees it, and by the agreement the name."""
    await ours.goto(f"{server.origin}/people")
    anna = ours.get_by_test_id("person").filter(has_text="Anna Lind")
    await anna.get_by_test_id("open-card").click()
    await ours.get_by_test_id("card-subjects").fill("violin, viola")
    await ours.get_by_test_id("card-languages").fill("Swedish, Finnish")
    await ours.get_by_test_id("card-employers").fill("Luleå 60 %, Boden")
    await ours.get_by_test_id("card-offered").fill("180")
    await ours.get_by_test_id("card-travels").check()
    await ours.get_by_test_id("card-km").fill("120")
    await ours.get_by_test_id("save-card").click()
    await expect(ours.locator('[data-testid="card-employers"][aria-invalid="true"]')).to_have_count(1)
    await breaks_no_rule(ours, "card")
    await ours.get_by_test_id("card-employers").fill("Luleå 60 %, Boden 20 %")
    await ours.get_by_test_id("save-card").click()
    await expect(anna.get_by_test_id("card-line")).to_contain_text("Boden 20", timeout=PATIENCE_MS)
    await breaks_no_rule(ours, "people")
    await theirs.goto(f"{server.origin}/posts")
    offers = theirs.get_by_test_id("offer")
    await expect(offers).to_have_count(2, timeout=PATIENCE_MS)
    await expect(offers.first).to_contain_text("viola, Luleå")
    await expect(offers.first).to_contain_text("Anna Lind")
    await breaks_no_rule(theirs, "offers")


async def teach(teacher: Page, pupil: Page, server: Server) -> None:
    """A lesson of now in the other municipality, with somebody let in."""
    await teacher.goto(f"{server.origin}/today")
    await teacher.get_by_test_id("municipality").select_option(label="Pajala")
    await teacher.get_by_test_id("new-lesson").click()
    await teacher.get_by_test_id("plan-pupil").fill("Bo Ek")
    await teacher.get_by_test_id("plan-when").fill(await teacher.evaluate(THIS_MINUTE))
    await teacher.get_by_test_id("plan-save").click()
    await teacher.get_by_test_id("show-invites").click()
    invite = await teacher.get_by_test_id("invite-pupil").input_value()
    await teacher.keyboard.press("Escape")
    await teacher.get_by_test_id("start").click()
    await teacher.get_by_test_id("enter").click()
    await people.on_page(teacher, "lesson")
    await people.enter(pupil, server.origin + "/join" + invite.split("/join", 1)[1])
    await people.on_page(pupil, "waiting")
    await teacher.get_by_test_id("admit").click()
    await people.on_page(pupil, "lesson")


async def quarrel(ours: Page, theirs: Page) -> None:
    """One side disputes the hour, both have it taken back, and nobody owes anything any more."""
    await theirs.get_by_test_id("entries").locator("summary").click()
    entries = theirs.get_by_test_id("entry")
    await expect(entries).to_have_count(2, timeout=PATIENCE_MS)
    await entries.last.get_by_test_id("dispute-entry").click()
    await entries.last.get_by_test_id("dispute-reason").fill("It took 30 minutes.")
    await breaks_no_rule(theirs, "disputing")
    await entries.last.get_by_test_id("dispute-send").click()
    await expect(theirs.get_by_test_id("dispute")).to_contain_text("Pajala: “It took 30 minutes.”")
    await theirs.get_by_test_id("dispute-back").click()
    await expect(theirs.get_by_test_id("dispute")).to_contain_text("Pajala would take it back")
    await breaks_no_rule(theirs, "disputed")
    await ours.reload()
    await expect(ours.get_by_test_id("dispute")).to_contain_text("Luleå has not answered yet")
    await ours.get_by_test_id("dispute-back").click()
    await expect(ours.get_by_test_id("dispute")).to_have_count(0, timeout=PATIENCE_MS)
    for page in (ours, theirs):
        await page.reload()
        await expect(page.get_by_text("Nothing in this month.")).to_be_visible(timeout=PATIENCE_MS)
    # The lesson waits to be confirmed anew.
    await expect(theirs.get_by_test_id("delivered")).to_have_text("not confirmed")


@pytest.mark.wide
async def test_from_an_agreement_of_two_municipalities_to_a_lesson_and_its_price(
    server: Server, browser: Browser
) -> None:
    ours, theirs, teacher, pupil = [await somebody(browser) for _ in range(4)]
    links = [
        *await asyncio.gather(
            account(server, "coordinator", "Luleå", "Carin Nord"),
            account(server, "coordinator", "Pajala", "Pia Byström"),
        )
    ]
    # After the first of Luleå, so that there is one Luleå.
    links.append(await account(server, "teacher", "Luleå", "Anna Lind"))
    await asyncio.gather(
        *(choose_password(page, link) for page, link in zip((ours, theirs, teacher), links, strict=True))
    )
    await draft(ours, server)
    await approve(ours, server, "Draft")
    await approve(theirs, server, "In force")
    await lend(ours, theirs, server)
    await offer_hours(ours, theirs, server)
    await teach(teacher, pupil, server)

    await teacher.goto(f"{server.origin}/hours")
    row = teacher.get_by_test_id("delivery")
    await expect(row.get_by_test_id("outcome")).to_have_value("held", timeout=PATIENCE_MS)
    await row.get_by_test_id("minutes").fill("47")
    await breaks_no_rule(teacher, "confirm")
    await row.get_by_test_id("confirm-hours").click()
    await expect(row.get_by_test_id("delivered")).to_have_text("Held, 47 min", timeout=PATIENCE_MS)

    for page in (ours, theirs):
        await page.goto(f"{server.origin}/hours")
        lines = page.get_by_test_id("lines").locator("tbody tr")
        await expect(lines).to_have_count(2, timeout=PATIENCE_MS)
        # 47 and 5 minutes at 50.00 an hour: 39.1666 and 4.1666, together 43.33.
        assert [await one.locator(".number").all_inner_texts() for one in await lines.all()] == [
            ["47", "€39.17"],
            ["5", "€4.16"],
        ]
        await expect(page.get_by_test_id("payments")).to_have_text("Pajala pays Luleå €43.33")
    await breaks_no_rule(theirs, "settlement")
    await quarrel(ours, theirs)
    # Whose pupil it was is no matter of the side that lends.
    assert "Bo Ek" not in await ours.content()
