"""The states of the pages after a lesson, and how a visit can end; they come after those of the lesson."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.e2e.harness import people
from tests.e2e.harness.rows import Rows, open_page
from tests.e2e.harness.visit import Visit

ROWS = Rows()
state = ROWS.state


@state
async def left_pupil(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("leave").click()
    await people.on_page(visit.pupil, "left")
    await expect(visit.pupil.get_by_test_id("own-reading")).to_be_visible(timeout=people.PATIENCE_MS)
    await _nothing_lies(visit.pupil)
    # The other's part is still to come.
    making = visit.pupil.get_by_test_id("recorded").get_by_role("status")
    await expect(making).not_to_be_empty(timeout=people.PATIENCE_MS)
    return visit.pupil


async def _nothing_lies(page: Page) -> None:
    """Delete the rest of the sound; a quick visit has none beside the marked moment."""
    done, rest = page.get_by_test_id("send-done"), page.get_by_test_id("drop-rest")
    await expect(done.or_(rest)).to_be_visible(timeout=people.PATIENCE_MS)
    if await rest.is_visible():
        await rest.click()
    await expect(done).to_be_visible(timeout=people.PATIENCE_MS)


@state
async def left_teacher(visit: Visit) -> Page:
    host = await visit.teacher.context.new_page()
    await host.goto(f"{visit.server.origin}/new{str(visit.server.said['new_lesson']).split('/new', 1)[1]}")
    await people.on_page(host, "new")
    await visit.teacher.get_by_test_id("leave").click()
    await people.on_page(visit.teacher, "left")
    for part in ("next-lessons", "give", "clip-listen"):
        await expect(visit.teacher.get_by_test_id(part)).to_be_visible(timeout=people.PATIENCE_MS)
    await _nothing_lies(visit.teacher)
    await host.close()
    return visit.teacher


@state
async def read(visit: Visit) -> Page:
    await visit.pupil.get_by_test_id("own-reading").get_by_role("link").click()
    await people.on_page(visit.pupil, "read")
    await expect(visit.pupil.locator('[data-testid="read-page"][data-painted="true"]')).to_have_count(
        1, timeout=people.PATIENCE_MS
    )
    for part in ("clip-listen", "example-listen"):
        await expect(visit.pupil.get_by_test_id(part)).to_be_visible(timeout=people.PATIENCE_MS)
    return visit.pupil


@state
async def read_gone(visit: Visit) -> Page:
    await visit.teacher.get_by_test_id("give-back").click()
    await expect(visit.teacher.get_by_test_id("give-link")).to_be_visible(timeout=people.PATIENCE_MS)
    await visit.pupil.reload()
    await people.on_page(visit.pupil, "read-gone")
    return visit.pupil


def _ending(code: str, page: str) -> None:
    async def reach(visit: Visit) -> Page:
        if visit.bye is None:
            await open_page(visit, visit.teacher_invite, "join")
        visit.bye = code
        # As after a reload in the middle of a lesson: straight in.
        await visit.solo.evaluate("sessionStorage.setItem('klangbro.entered', 'yes')")
        await visit.solo.reload()
        await people.on_page(visit.solo, page)
        return visit.solo

    reach.__name__ = f"end_{page}"
    state(reach)


for _code, _page in (
    ("over", "over"),
    ("refused", "refused"),
    ("removed", "removed"),
    ("token_expired", "expired"),
    ("invite_revoked", "revoked"),
    ("lesson_full", "full"),
    ("replaced", "replaced"),
    ("version", "outdated"),
    ("server_error", "failed"),
):
    _ending(_code, _page)
