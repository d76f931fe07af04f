"""The states of the pages on the way into a lesson, in the order in which one visit passes them."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.e2e.harness import people
from tests.e2e.harness.knocker import here
from tests.e2e.harness.rows import Rows, open_page
from tests.e2e.harness.visit import Visit

ROWS = Rows()
state = ROWS.state


@state
async def home(visit: Visit) -> Page:
    return await open_page(visit, "/", "home")


@state
async def home_wrong(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("invite-address").fill("no invite")
    await visit.solo.get_by_test_id("open-invite").click()
    return visit.solo


@state
async def accessibility(visit: Visit) -> Page:
    return await open_page(visit, "/accessibility", "accessibility")


@state
async def network(visit: Visit) -> Page:
    return await open_page(visit, "/check", "network")


@state
async def sign_in(visit: Visit) -> Page:
    return await open_page(visit, "/sign-in", "sign-in")


@state
async def not_found(visit: Visit) -> Page:
    return await open_page(visit, "/nowhere", "not-found")


@state
async def no_invite(visit: Visit) -> Page:
    return await open_page(visit, "/join", "no-invite")


@state
async def new_no_key(visit: Visit) -> Page:
    return await open_page(visit, "/new", "new-no-key")


@state
async def new_made(visit: Visit) -> Page:
    path = str(visit.server.said["new_lesson"]).split("/new", 1)[1]
    await open_page(visit, f"/new{path}", "new")
    await visit.solo.get_by_test_id("create-lesson").click()
    for name, text in (("teacher", "Anna Lind"), ("pupil", "Cai Dahl"), ("instrument", "cello")):
        await visit.solo.get_by_test_id(name).fill(text)
    await visit.solo.get_by_test_id("create-lesson").click()
    await people.on_page(visit.solo, "new-made")
    return visit.solo


@state
async def new_form(visit: Visit) -> Page:
    await visit.solo.get_by_test_id("another-lesson").click()
    await people.on_page(visit.solo, "new")
    return visit.solo


@state
async def door_revoked(visit: Visit) -> Page:
    """A link that no longer holds: said before any check, to a pupil."""
    made = await visit.server.new_lesson(teacher="Anna Lind", pupil="Cai Dahl", instrument="cello")
    await visit.server.withdraw(next(each for each in made["invites"] if each["role"] == "pupil")["id"])
    url = next(each["url"] for each in made["invites"] if each["role"] == "pupil")
    return await open_page(visit, here(visit.server, url), "revoked")


@state
async def not_secure(visit: Visit) -> Page:
    plain = "Object.defineProperty(window, 'isSecureContext', { value: false })"
    await visit.pupil.add_init_script(f"if (location.hash.endsWith('&plain')) {plain}")
    await visit.pupil.goto(f"{visit.pupil_invite}&plain")
    await people.on_page(visit.pupil, "not-secure")
    await expect(visit.pupil.locator(".plain-list li").first).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def join(visit: Visit) -> Page:
    await visit.pupil.goto("about:blank")
    await visit.pupil.goto(visit.pupil_invite)
    await people.on_page(visit.pupil, "join")
    # Whom one is to meet comes with the server's answer.
    await expect(visit.pupil.get_by_test_id("who")).to_contain_text("violin", timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def join_speaker(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("headphones-none").click()
    return visit.pupil


@state
async def join_sound(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("headphones-after-all").click()
    await visit.pupil.get_by_test_id("play-tone").click()
    await visit.pupil.get_by_test_id("tone-not-heard").click(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def join_microphone(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("play-tone").click()
    await visit.pupil.get_by_test_id("tone-heard").click(timeout=people.PATIENCE_MS)
    heard = visit.pupil.locator(".button-primary[data-testid=microphone-done]")
    await expect(heard).to_be_enabled(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def join_camera(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("microphone-done").click()
    await expect(visit.pupil.get_by_test_id("camera-done")).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def waiting(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("camera-done").click()
    await visit.pupil.get_by_test_id("enter").click()
    await people.on_page(visit.pupil, "waiting")
    return visit.pupil
