"""The states of the pages behind an account, after those of a visit."""

from __future__ import annotations

from playwright.async_api import FilePayload, Page, expect

from tests.e2e.harness import people
from tests.e2e.harness.accounts import account_link, passkeys_asked, signed_in_long_ago
from tests.e2e.harness.rows import Rows, open_page
from tests.e2e.harness.server import Server
from tests.e2e.harness.visit import Visit

ROWS = Rows()
state = ROWS.state
PASSWORD = "four words in a row"


async def eva(server: Server, role: str) -> str:
    """The link that gives Eva one more role."""
    return await account_link(server, role, email="eva@example.org", town="Pajala", name="Eva Lund")


async def _staff_page(visit: Visit, name: str) -> Page:
    await visit.solo.goto(f"{visit.server.origin}/{name}")
    await people.on_page(visit.solo, name)
    return visit.solo


@state
async def staff_welcome(visit: Visit) -> Page:
    await eva(visit.server, "admin")
    page = await open_page(visit, await eva(visit.server, "teacher"), "welcome")
    await expect(page.get_by_test_id("new-password")).to_be_visible(timeout=people.PATIENCE_MS)
    return page


@state
async def staff_today_empty(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("new-password").fill(PASSWORD)
    await visit.solo.get_by_test_id("confirm").click()
    await people.on_page(visit.solo, "today")
    await expect(visit.solo.get_by_test_id("no-lessons")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_plan(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("new-lesson").click()
    await visit.solo.get_by_test_id("plan-pupil").fill("Bo Ek")
    await visit.solo.get_by_test_id("plan-instrument").fill("violin")
    return visit.solo


@state
async def staff_today(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("plan-save").click()
    await expect(visit.solo.get_by_test_id("lesson")).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_invites(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("show-invites").click()
    await expect(visit.solo.get_by_test_id("invite-pupil")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_week(visit: Visit) -> Page:
    await visit.solo.keyboard.press("Escape")
    await visit.solo.get_by_test_id("span").click()
    await expect(visit.solo.get_by_test_id("lesson")).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_people(visit: Visit) -> Page:
    await _staff_page(visit, "people")
    await visit.solo.get_by_test_id("open-person").first.click()
    return visit.solo


@state
async def staff_confirm(visit: Visit) -> Page:
    """Who has been signed in for a while is asked once more, before what is sensitive."""
    await signed_in_long_ago(visit.server)
    await visit.solo.get_by_test_id("new-link").click()
    await expect(visit.solo.get_by_test_id("confirm-password")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_add(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("confirm-password").fill(PASSWORD)
    await visit.solo.get_by_test_id("confirm").click()
    await expect(visit.solo.get_by_test_id("handed-link")).to_be_visible(timeout=people.PATIENCE_MS)
    await visit.solo.get_by_test_id("add-staff").click()
    await visit.solo.get_by_test_id("new-name").fill("Anna Lind")
    return visit.solo


@state
async def staff_posts(visit: Visit) -> Page:
    await eva(visit.server, "coordinator")
    await _staff_page(visit, "posts")
    await expect(visit.solo.get_by_test_id("offers")).to_be_attached(timeout=people.PATIENCE_MS)
    await visit.solo.get_by_test_id("new-need").click()
    await visit.solo.get_by_test_id("need-subject").fill("oboe")
    await visit.solo.get_by_test_id("need-percent").fill("20")
    await visit.solo.get_by_test_id("need-from").fill("2027-08-01")
    return visit.solo


@state
async def staff_tables(visit: Visit) -> Page:
    await _staff_page(visit, "tables")
    rows = "nr,namn\np1,Bo Ek\np2,\np3,Cia Ek\n"
    file = FilePayload(name="pupils.csv", mimeType="text/csv", buffer=rows.encode())
    await visit.solo.get_by_test_id("table-file").set_input_files(files=[file])
    await expect(visit.solo.get_by_test_id("faults")).to_be_visible(timeout=people.PATIENCE_MS)
    await visit.solo.get_by_test_id("columns").locator("summary").click()
    return visit.solo


@state
async def staff_tables_done(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("take-now").click()
    await expect(visit.solo.get_by_test_id("take-now")).to_have_count(0, timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_keys(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("new-key").click()
    await visit.solo.get_by_test_id("key-name").fill("School system")
    await visit.solo.get_by_test_id("scope-read_timetable").check()
    await expect(visit.solo.get_by_test_id("make-key")).to_be_enabled(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def vacancies(visit: Visit) -> Page:
    await _staff_page(visit, "vacancies")
    await expect(visit.solo.get_by_test_id("no-vacancies")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_doctor(visit: Visit) -> Page:
    await _staff_page(visit, "doctor")
    await expect(visit.solo.get_by_test_id("findings")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


# Two in the afternoon of next week's Tuesday, as a field of date and time takes it.
_TUESDAY = """() => {
  const day = new Date();
  day.setDate(day.getDate() + 8 - ((day.getDay() + 6) % 7));
  const two = (part) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T14:00`;
}"""
_PUPIL = """async () => {
  const ours = {"Klangbro-Page": "1", "Content-Type": "application/json"};
  const me = await (await fetch("/api/session", {headers: ours})).json();
  const body = JSON.stringify({name: "Freja Holm", minor: true});
  const path = `/api/municipalities/${me.members[0].municipality.id}/people`;
  await fetch(path, {method: "POST", headers: ours, body});
}"""


@state
async def staff_series(visit: Visit) -> Page:
    await visit.solo.evaluate(_PUPIL)
    await _staff_page(visit, "timetable")
    await visit.solo.get_by_test_id("new-series").click()
    await expect(visit.solo.locator('datalist option[value="Freja Holm"]')).to_have_count(
        1, timeout=people.PATIENCE_MS
    )
    await visit.solo.get_by_test_id("series-pupil").fill("Freja Holm")
    await visit.solo.get_by_test_id("series-instrument").fill("violin")
    await visit.solo.get_by_test_id("series-first").fill(await visit.solo.evaluate(_TUESDAY))
    # A telephone shows no empty days: the week is there, with nothing to see.
    await expect(visit.solo.get_by_test_id("week")).to_be_attached(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_timetable(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("series-save").click()
    await expect(visit.solo.get_by_test_id("planned")).to_be_visible(timeout=people.PATIENCE_MS)
    await expect(visit.solo.get_by_test_id("slot")).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_change(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("slot").click()
    await expect(visit.solo.get_by_test_id("change")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_calendars(visit: Visit) -> Page:
    await visit.solo.keyboard.press("Escape")
    await expect(visit.solo.get_by_test_id("change")).to_have_count(0, timeout=people.PATIENCE_MS)
    await visit.solo.get_by_test_id("open-calendars").click()
    await visit.solo.get_by_test_id("make-feed").click()
    await expect(visit.solo.get_by_test_id("revoke-feed")).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_places(visit: Visit) -> Page:
    await _staff_page(visit, "places")
    await expect(visit.solo.get_by_test_id("no-places")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_check(visit: Visit) -> Page:
    """The network's page of somebody who may keep for a place what is measured there."""
    await visit.solo.get_by_test_id("place-name").fill("Pajala, room 3")
    await visit.solo.get_by_test_id("add-place").click()
    await expect(visit.solo.get_by_test_id("place")).to_have_count(1, timeout=people.PATIENCE_MS)
    page = await visit.solo.context.new_page()  # the other tab has held an invite: it may be a child's
    await page.goto(f"{visit.server.origin}/check")
    await people.on_page(page, "network")
    await page.get_by_test_id("keeping-place").select_option(label="Pajala, room 3")
    await expect(page.get_by_test_id("measure-here")).to_be_visible(timeout=people.PATIENCE_MS)
    return page


@state
async def staff_account(visit: Visit) -> Page:
    await _staff_page(visit, "account")
    await expect(visit.solo.get_by_test_id("sign-ins")).to_be_visible(timeout=people.PATIENCE_MS)
    await expect(visit.solo.get_by_test_id("card-form")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_passkey_wish(visit: Visit) -> Page:
    """The municipality asks for passkeys, and this one has none yet."""
    await passkeys_asked(visit.server)
    await visit.solo.reload()
    await expect(visit.solo.get_by_test_id("sign-ins")).to_be_visible(timeout=people.PATIENCE_MS)
    await expect(visit.solo.get_by_test_id("card-form")).to_be_visible(timeout=people.PATIENCE_MS)
    await expect(visit.solo.get_by_test_id("passkey-wish")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_sign_in_wrong(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("sign-out").click()
    await people.on_page(visit.solo, "sign-in")
    await visit.solo.get_by_test_id("email").fill("eva@example.org")
    await visit.solo.get_by_test_id("password").fill("not these words")
    await visit.solo.get_by_test_id("sign-in").click()
    said = visit.solo.locator('[data-testid="password"][aria-invalid="true"]')
    await expect(said).to_have_count(1, timeout=people.PATIENCE_MS)
    return visit.solo
