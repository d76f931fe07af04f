"""From the first admin on the command line to a pupil in a lesson, a passkey, and a sign-in that ends."""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser, Page, Playwright, expect

from benchmarks.pages.chromium import FLAGS, chromium_path
from tests.e2e.harness import people
from tests.e2e.harness.accounts import signed_in_long_ago
from tests.e2e.harness.server import ROOT, Server

PASSWORD = "four words in a row"
# What a pupil's visit may leave on a shared machine: the language, and which devices were chosen.
DEVICE_PREFERENCES = {"klangbro.language", "klangbro.devices"}


def trusted(data_dir: Path) -> str:
    """The flag by which a browser takes the server's own certificate for good; passkeys need one that is."""
    certificate = x509.load_pem_x509_certificate((data_dir / "certificate.pem").read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(sha256(key).digest()).decode()}"


@pytest.fixture
async def browser(server: Server, playwright: Playwright) -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        started = await playwright.chromium.launch(
            executable_path=chromium_path(), args=[*FLAGS, trusted(server.data_dir)]
        )
        stack.push_async_callback(started.close)
        yield started


async def somebody(browser: Browser) -> Page:
    """A person at a machine of their own."""
    context = await browser.new_context(
        locale="en", viewport={"width": 1366, "height": 768}, permissions=["microphone", "camera"]
    )
    return await context.new_page()


async def command(server: Server, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "klangbro", *words, "--data-dir", str(server.data_dir), cwd=ROOT, stdout=PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def first_admin(server: Server) -> str:
    """The one-use link, for a browser on this machine."""
    asked = [
        "--email",
        "eva@example.org",
        "--role",
        "admin",
        "--municipality",
        "Pajala",
        "--name",
        "Eva Admin",
    ]
    said = await command(server, "admin", "account", "new", *asked)
    found = re.search(r"https://\S+(/welcome#l=\S+)", said)
    assert found, said
    return server.origin + found[1]


async def choose_password(page: Page, link: str) -> None:
    await page.goto(link)
    await page.get_by_test_id("new-password").fill(PASSWORD)
    await page.get_by_test_id("confirm").click()
    await people.on_page(page, "today")


async def let_in_a_teacher(admin: Page, server: Server) -> str:
    await admin.goto(f"{server.origin}/people")
    await admin.get_by_test_id("add-staff").click()
    await admin.get_by_test_id("new-name").fill("Anna Lind")
    await admin.get_by_test_id("new-email").fill("anna@example.org")
    await admin.get_by_test_id("let-in").click()
    link = await admin.get_by_test_id("handed-link").input_value()
    await admin.get_by_test_id("handed").click()
    return server.origin + "/welcome" + link.split("/welcome", 1)[1]


async def plan(teacher: Page) -> str:
    """Plan a lesson of now; return the pupil's invite."""
    await teacher.get_by_test_id("new-lesson").click()
    await teacher.get_by_test_id("plan-pupil").fill("Bo Ek")
    await teacher.get_by_test_id("plan-instrument").fill("violin")
    await teacher.get_by_test_id("plan-save").click()
    await teacher.get_by_test_id("show-invites").click()
    invite = await teacher.get_by_test_id("invite-pupil").input_value()
    await teacher.keyboard.press("Escape")
    return invite


async def with_authenticator(page: Page) -> None:
    """Give the page's machine a device that keeps passkeys and knows its owner."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


async def test_from_the_first_admin_to_a_lesson_and_a_sign_in_that_ends(
    server: Server, browser: Browser
) -> None:
    admin, teacher, pupil = [await somebody(browser) for _ in range(3)]
    await choose_password(admin, await first_admin(server))
    await choose_password(teacher, await let_in_a_teacher(admin, server))
    cookies = await teacher.context.cookies()
    (session,) = [one for one in cookies if one["name"] == "__Host-klangbro"]
    assert (session["httpOnly"], session["secure"], session["sameSite"]) == (True, True, "Strict")

    invite = await plan(teacher)
    await teacher.get_by_test_id("start").click()
    await teacher.get_by_test_id("enter").click()
    await people.on_page(teacher, "lesson")
    await people.enter(pupil, server.origin + "/join" + invite.split("/join", 1)[1])
    await people.on_page(pupil, "waiting")
    await teacher.get_by_test_id("admit").click(timeout=people.PATIENCE_MS)
    await people.on_page(pupil, "lesson")
    await pupil.get_by_test_id("leave").click()
    await people.on_page(pupil, "left")
    left = await pupil.evaluate(
        "async () => ({ kept: Object.keys(localStorage), stores: await indexedDB.databases() })"
    )
    assert set(left["kept"]) <= DEVICE_PREFERENCES
    assert left["stores"] == []
    assert "Bo" not in await pupil.evaluate("JSON.stringify(localStorage)")

    await teacher.goto(f"{server.origin}/today")
    await expect(teacher.get_by_test_id("lesson")).to_have_count(1)
    await admin.goto(f"{server.origin}/people")
    row = admin.get_by_test_id("person").filter(has_text="Anna Lind")
    await row.get_by_test_id("open-person").click()
    await row.get_by_test_id("see-sign-ins").click()
    await row.get_by_test_id("revoke-all").click()
    await expect(row.get_by_test_id("sign-ins")).to_have_count(0)
    await teacher.get_by_test_id("later").click()
    await people.on_page(teacher, "sign-in")
    await a_guardian_permits_and_an_admin_takes_it_back(browser, admin, server)
    await a_passkey_signs_in_without_a_word(admin, server)
    await where_passkeys_are_asked_for_a_password_is_not_enough(admin, server)


async def a_guardian_permits_and_an_admin_takes_it_back(
    browser: Browser, admin: Page, server: Server
) -> None:
    await admin.get_by_test_id("add-pupil").click()
    await admin.get_by_test_id("new-name").fill("Bo Ek")
    await admin.get_by_test_id("let-in").click()
    pupil = admin.get_by_test_id("person").filter(has_text="Bo Ek")
    await pupil.get_by_test_id("invite-guardian").click()
    await pupil.get_by_test_id("new-name").fill("Gun Ek")
    await pupil.get_by_test_id("new-email").fill("gun@example.org")
    await pupil.get_by_test_id("let-in").click()
    link = await pupil.get_by_test_id("handed-link").input_value()
    guardian = await somebody(browser)
    await guardian.goto(server.origin + "/welcome" + link.split("/welcome", 1)[1])
    await guardian.get_by_test_id("confirm").click()
    await people.on_page(guardian, "today")
    await guardian.goto(f"{server.origin}/permissions")
    child = guardian.get_by_test_id("pupil")
    await child.get_by_test_id("permission-recording").get_by_test_id("permit").click()
    await expect(child.get_by_test_id("withdraw")).to_have_count(1)

    await admin.goto(f"{server.origin}/people")
    pupil = admin.get_by_test_id("person").filter(has=admin.get_by_role("heading", name="Bo Ek"))
    await pupil.get_by_test_id("see-permissions").click()
    recording = pupil.get_by_test_id("permission-recording")
    await expect(recording).to_contain_text("Gun Ek")
    await recording.get_by_test_id("withdraw").click()
    await expect(recording.get_by_test_id("permit")).to_have_count(1)
    await guardian.reload()
    await expect(child.get_by_test_id("permit")).to_have_count(4)


async def a_passkey_signs_in_without_a_word(admin: Page, server: Server) -> None:
    await with_authenticator(admin)
    await admin.goto(f"{server.origin}/account")
    await admin.get_by_test_id("add-passkey").click()
    await expect(admin.get_by_test_id("remove-passkey")).to_have_count(1)
    await admin.get_by_test_id("sign-out").click()
    await people.on_page(admin, "sign-in")
    await admin.get_by_test_id("passkey").click()
    await people.on_page(admin, "account")
    await expect(admin.get_by_test_id("sign-ins")).to_contain_text("Passkey")


async def where_passkeys_are_asked_for_a_password_is_not_enough(admin: Page, server: Server) -> None:
    await admin.goto(f"{server.origin}/people")
    await admin.get_by_test_id("policy-grace").select_option("0")
    await signed_in_long_ago(server)
    await admin.get_by_test_id("ask-passkeys").click()
    await admin.get_by_test_id("confirm-passkey").click()
    await expect(admin.get_by_test_id("ask-no-passkeys")).to_be_visible()
    await admin.goto(f"{server.origin}/account")
    await admin.get_by_test_id("sign-out").click()
    await admin.get_by_test_id("email").fill("eva@example.org")
    await admin.get_by_test_id("password").fill(PASSWORD)
    await admin.get_by_test_id("sign-in").click()
    await people.on_page(admin, "account")
    await admin.goto(f"{server.origin}/people")
    await expect(admin.get_by_test_id("sign-in-policy")).to_have_count(0)
    await admin.get_by_test_id("show-passkey").click()
    await expect(admin.get_by_test_id("sign-in-policy")).to_be_visible()
    await expect(admin.get_by_test_id("passkey-wish")).to_have_count(0)
