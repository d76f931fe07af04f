"""The three channels, from one peer to the other."""

from __future__ import annotations

import pytest

from dsp.midi.sending import MOST_MIDI_BYTES
from tests.rtc.world import connected


async def test_what_a_keyboard_says_arrives_on_a_channel_of_its_own() -> None:
    async with connected() as pair:
        await pair.keys_through({"v": 1, "events": [[1764000000.123456, 144, 60, 80]]})
        assert pair.at_callee.beats == []
        assert pair.at_callee.clocks == []


async def test_a_keyboards_message_may_be_as_long_as_the_fullest_one() -> None:
    async with connected() as pair:
        await pair.keys_through({"v": "x" * (MOST_MIDI_BYTES - 20)})
        with pytest.raises(ValueError, match=f"at most {MOST_MIDI_BYTES} bytes"):
            pair.caller.send_keys({"v": "x" * MOST_MIDI_BYTES})
