"""The states of the pages behind an account, after those of a visit."""

from __future__ import annotations

import asyncio
import re
import sys
from asyncio.subprocess import PIPE

from playwright.async_api import Page, expect

from tests.e2e.harness import people
from tests.e2e.harness.rows import Rows, open_page
from tests.e2e.harness.server import ROOT, Server
from tests.e2e.harness.visit import Visit

ROWS = Rows()
state = ROWS.state
PASSWORD = "four words in a row"


async def account_link(server: Server, role: str) -> str:
    """The one-use link that gives somebody an account or one more role, made on the command line."""
    words = ["--role", role, "--email", "eva@example.org", "--municipality", "Pajala", "--name", "Eva Lund"]
    command = [sys.executable, "-m", "klangbro", "admin", "account", "new", *words]
    process = await asyncio.create_subprocess_exec(
        *command, "--data-dir", str(server.data_dir), cwd=ROOT, stdout=PIPE
    )
    said, _ = await process.communicate()
    found = re.search(r"https://\S+(/welcome#l=\S+)", said.decode())
    assert process.returncode == 0 and found is not None, said
    return server.origin + found[1]


async def _staff_page(visit: Visit, name: str) -> Page:
    await visit.solo.goto(f"{visit.server.origin}/{name}")
    await people.on_page(visit.solo, name)
    return visit.solo


@state
async def staff_welcome(visit: Visit) -> Page:
    await account_link(visit.server, "admin")
    page = await open_page(visit, await account_link(visit.server, "teacher"), "welcome")
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
async def staff_add(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("add-staff").click()
    await visit.solo.get_by_test_id("new-name").fill("Anna Lind")
    return visit.solo


@state
async def staff_doctor(visit: Visit) -> Page:
    await _staff_page(visit, "doctor")
    await expect(visit.solo.get_by_test_id("findings")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_places(visit: Visit) -> Page:
    await _staff_page(visit, "places")
    await expect(visit.solo.get_by_test_id("no-places")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.solo


@state
async def staff_account(visit: Visit) -> Page:
    await _staff_page(visit, "account")
    await expect(visit.solo.get_by_test_id("sign-ins")).to_be_visible(timeout=people.PATIENCE_MS)
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
