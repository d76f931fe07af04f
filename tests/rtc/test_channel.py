"""Small texts between two peers."""

from __future__ import annotations

import pytest

from tests.rtc.world import connected


async def test_what_time_it_is_arrives_on_a_channel_of_its_own() -> None:
    async with connected() as pair:
        await pair.clock_through({"v": 1, "now": 5.25})
        assert pair.at_callee.beats == []


async def test_a_clock_message_has_256_bytes_at_most() -> None:
    async with connected() as pair:
        with pytest.raises(ValueError, match="at most 256 bytes"):
            pair.caller.send_clock({"v": "x" * 256})
