"""From what three municipalities lack to one post, somebody who would like it, and their joint agreement."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.harness.people import PATIENCE_MS
from tests.e2e.harness.server import Server
from tests.e2e.test_accounts import choose_password
from tests.e2e.test_borders import account, breaks_no_rule, browser, somebody

__all__ = ["browser"]
NEEDS = {"Luleå": "30", "Pajala": "25", "Kemi": "20 %"}


async def state_need(page: Page, server: Server, town: str) -> None:
    await page.goto(f"{server.origin}/posts")
    await page.get_by_test_id("new-need").click()
    await page.get_by_test_id("need-subject").fill("violin")
    await page.get_by_test_id("need-percent").fill(NEEDS[town])
    await page.get_by_test_id("need-languages").fill("Swedish, meänkieli")
    await page.get_by_test_id("need-places").fill(f"{town} school")
    await page.get_by_test_id("need-from").fill("2027-08-01")
    if town == "Luleå":
        await breaks_no_rule(page, "need")
    await page.get_by_test_id("need-save").click()
    await expect(page.get_by_test_id("need").filter(has_text=town)).to_have_count(1, timeout=PATIENCE_MS)


async def compose(page: Page) -> None:
    await page.reload()
    await page.get_by_test_id("new-post").click()
    choices = page.get_by_test_id("choose-need")
    await expect(choices).to_have_count(len(NEEDS), timeout=PATIENCE_MS)
    for number in range(len(NEEDS)):
        await choices.nth(number).check()
    await expect(page.get_by_test_id("post-sum")).to_contain_text("75 %")
    await page.get_by_test_id("post-title").fill("Violin along the river")
    await page.get_by_test_id("post-text").fill("Three schools, one teacher, and a car that is paid for.")
    await breaks_no_rule(page, "compose")
    await page.get_by_test_id("post-save").click()
    await expect(page.get_by_test_id("post-waits")).to_contain_text("Pajala", timeout=PATIENCE_MS)


async def agree(page: Page) -> None:
    await page.reload()
    await page.get_by_test_id("post-agree").click()
    await expect(page.get_by_test_id("post-agree")).to_have_count(0, timeout=PATIENCE_MS)


async def answer(page: Page, server: Server) -> str:
    """Somebody without an account would like it; return the link by which they take it back."""
    await page.goto(f"{server.origin}/vacancies")
    await expect(page.get_by_test_id("vacancy")).to_contain_text("75 %", timeout=PATIENCE_MS)
    await breaks_no_rule(page, "vacancies")
    await page.get_by_test_id("answer").click()
    await page.get_by_test_id("answer-name").fill("Vera Sund")
    await page.get_by_test_id("answer-email").fill("vera@example.net")
    await page.get_by_test_id("answer-send").click()
    await expect(page.get_by_text("Without your consent")).to_be_visible()
    await breaks_no_rule(page, "answer")
    await page.get_by_test_id("answer-consent").check()
    await page.get_by_test_id("answer-send").click()
    return await page.get_by_test_id("interest-link").input_value(timeout=PATIENCE_MS)


@pytest.mark.wide
async def test_three_needs_become_a_post_an_answer_and_an_agreement(server: Server, browser: Browser) -> None:
    pages = [await somebody(browser) for _ in range(4)]
    *staff, stranger = pages
    names = ("Carin Nord", "Pia Byström", "Kaisa Salo")
    links = await asyncio.gather(
        *(account(server, "coordinator", town, name) for town, name in zip(NEEDS, names, strict=True))
    )
    await asyncio.gather(*(choose_password(page, link) for page, link in zip(staff, links, strict=True)))
    await asyncio.gather(*(state_need(page, server, town) for page, town in zip(staff, NEEDS, strict=True)))
    first, *others = staff
    await compose(first)
    await asyncio.gather(*(agree(page) for page in others))
    await breaks_no_rule(others[0], "post-agreed")
    await first.reload()
    await first.get_by_test_id("post-advertise").click()
    await expect(first.get_by_test_id("post-state")).to_have_text("Advertised", timeout=PATIENCE_MS)

    link = await answer(stranger, server)
    await breaks_no_rule(stranger, "answered")
    await first.reload()
    await first.get_by_test_id("post-interests").click()
    await expect(first.get_by_test_id("interests")).to_contain_text("Vera Sund", timeout=PATIENCE_MS)
    assert await others[0].get_by_test_id("post-interests").count() == 0
    await breaks_no_rule(first, "interests")

    await first.get_by_test_id("post-fill").click()
    await first.get_by_test_id("fill-until").fill("2029-06-30")
    await breaks_no_rule(first, "fill")
    await first.get_by_test_id("fill-save").click()
    await expect(first.get_by_test_id("post-state")).to_have_text("Filled", timeout=PATIENCE_MS)
    await others[1].goto(f"{server.origin}/agreements")
    await others[1].get_by_test_id("read-terms").click()
    for town, share in (("Luleå", 30), ("Pajala", 25), ("Kemi", 20)):
        await expect(others[1].get_by_test_id("terms")).to_contain_text(f"{town}: ")
        await expect(others[1].get_by_test_id("terms")).to_contain_text(f"share {share}")

    await stranger.goto("about:blank")
    await stranger.goto(f"{server.origin}/vacancies" + link.split("/vacancies", 1)[1])
    await expect(stranger.get_by_test_id("interest-back")).to_be_visible(timeout=PATIENCE_MS)
    await breaks_no_rule(stranger, "interest")
    await stranger.get_by_test_id("interest-back").click()
    await expect(stranger.get_by_test_id("interest-gone")).to_be_visible(timeout=PATIENCE_MS)
    await first.reload()
    await expect(first.get_by_test_id("post-state")).to_have_text("Filled", timeout=PATIENCE_MS)
    assert await first.get_by_test_id("post-interests").count() == 0
