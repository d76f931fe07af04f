from __future__ import annotations

import json

import pytest

from rtc.errors import PeerStateError
from rtc.measuring_end import MeasuringEnd, late_p95_ms, padded, trips_ms
from tests.rtc.page_side import PageSide

MS = 1_000_000


def test_a_message_has_the_bytes_of_the_profiles_packet() -> None:
    message = padded({"r": 1, "s": 999}, 62)
    assert len(json.dumps(message, separators=(",", ":"))) == 62


def test_a_round_trip_leaves_out_what_lay_at_the_far_end() -> None:
    day_ns = 86_400_000 * MS
    far_came = [(0, day_ns + 5 * MS), (1, day_ns + 15 * MS)]
    far_sent = {0: day_ns + 4 * MS, 1: day_ns + 18 * MS}
    found = trips_ms({0: 0, 1: 10 * MS}, far_came, far_sent, [(0, 9 * MS), (1, 25 * MS)])
    assert found == [12.0], "the first packet answers nothing; the second was sent 3 ms after what it answers"


def test_an_answer_to_what_is_long_past_tells_no_round_trip() -> None:
    assert trips_ms({0: 0}, [(0, 0)], {0: 2_000 * MS}, [(0, 2_005 * MS)]) == []


def test_an_end_that_wakes_late_is_known_by_when_its_packets_left() -> None:
    punctual = {number: number * 5 * MS for number in range(100)}
    assert late_p95_ms(punctual, 5 * MS) == 0.0
    starved = {number: at + (40 * MS if number % 10 == 0 else 0) for number, at in punctual.items()}
    assert late_p95_ms(starved, 5 * MS) == 40.0
    assert late_p95_ms({}, 5 * MS) == 0.0


async def test_nothing_is_sent_before_a_page_is_connected() -> None:
    end = MeasuringEnd()
    try:
        with pytest.raises(PeerStateError, match="new, after 0 runs"):
            end.start("duet", 1.0)
        with pytest.raises(ValueError, match=r"100\.0 s"):
            end.start("duet", 100.0)
    finally:
        await end.close()


async def test_a_path_on_one_machine_carries_both_ways_and_gets_a_word() -> None:
    page = PageSide()
    end = MeasuringEnd()
    try:
        await page.peer.accept(await end.answer(await page.peer.offer(), []))
        await page.knock()
        number, run = end.start("balanced", 0.5)
        await page.send(number, run.count, run.chosen.interval_us)
        found = end.found(number, page.sent_ns, page.came)
        assert found.up is not None
        assert found.down is not None
        assert found.up.loss <= 20.0
        assert found.down.loss <= 20.0
        assert found.rtt_p50 is not None
        assert found.word is not None
    finally:
        await page.peer.close()
        await end.close()
