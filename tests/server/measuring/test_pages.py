"""A page's measurement with the real process; the page's part is played by a peer of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.errors import MeasuringBusyError, PageMeasuringError, UnknownHereError
from server.measuring.page_schemas import PageOffer, PageTimes
from server.measuring.pages import MOST_AT_ONCE, PageMeasurings
from tests.rtc.page_side import PageSide


@pytest.fixture
async def desk() -> AsyncIterator[PageMeasurings]:
    made = PageMeasurings(seconds=0.5)
    yield made
    await made.close()


async def test_so_many_pages_measure_and_the_next_may_once_one_has_ended(desk: PageMeasurings) -> None:
    names = [desk.begin("room", []) for _ in range(MOST_AT_ONCE)]
    with pytest.raises(MeasuringBusyError):
        desk.begin("room", [])
    desk.end("another room", names[0])
    with pytest.raises(MeasuringBusyError):
        desk.begin("room", [])
    desk.end("room", names[0])
    assert desk.begin("room", []) not in names


async def test_of_another_place_nothing_is_known(desk: PageMeasurings) -> None:
    name = desk.begin("room", [])
    with pytest.raises(UnknownHereError):
        await desk.start("another room", name, "duet")
    with pytest.raises(UnknownHereError):
        desk.take("another room", name)
    with pytest.raises(UnknownHereError):
        await desk.judge("room", name, 1, PageTimes(sent_ms=[], came=[]))
    assert desk.take("room", name) == []


async def test_what_is_no_offer_is_refused_and_nothing_starts(desk: PageMeasurings) -> None:
    name = desk.begin("room", [])
    with pytest.raises(PageMeasuringError):
        await desk.answer("room", name, PageOffer(sdp="v=0", candidates=[]))
    with pytest.raises(PageMeasuringError):
        await desk.start("room", name, "duet")


async def test_a_connected_page_is_judged_by_both_ends_times_and_what_was_found_is_kept(
    desk: PageMeasurings,
) -> None:
    page = PageSide()
    try:
        name = desk.begin("room", [])
        offer = PageOffer(sdp=await page.peer.offer(), candidates=[])
        await page.peer.accept(await desk.answer("room", name, offer))
        await page.knock()
        run = await desk.start("room", name, "balanced")
        await page.send(run.run, run.count, run.interval_us)
        began_ns = page.sent_ns[0]
        sent_ms = [(at_ns - began_ns) * 1e-6 for at_ns in page.sent_ns.values()]
        came = [(number, max(0.0, (at_ns - began_ns) * 1e-6)) for number, at_ns in page.came]
        found = await desk.judge("room", name, run.run, PageTimes(sent_ms=sent_ms, came=came))
        assert (found.profile, found.relayed) == ("balanced", False)
        assert found.back.lost_pct <= 20.0
        assert found.word is not None
        kept = desk.take("room", name)
        assert [(one.profile, one.word) for one in kept] == (
            [] if found.busy else [("balanced", found.word)]
        ), "what a starved end found is told and not kept"
    finally:
        await page.peer.close()
