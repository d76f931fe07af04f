"""Two ends that say what time it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.clock_talk import ClockTalk
from dsp.clock import PeerClock
from rtc import beat

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t0", "t1", "n"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def talk(seconds: float, ahead_s: float, delay_s: float) -> tuple[ClockTalk, ClockTalk]:
    here, there = ClockTalk(PeerClock()), ClockTalk(PeerClock())
    now_s = 100.0
    while now_s < 100.0 + seconds:
        there.receive(here.compose(now_s=now_s, origin_s=None), arrival_s=now_s + delay_s + ahead_s)
        answered_s = now_s + 0.05
        answer = there.compose(now_s=answered_s + ahead_s, origin_s=7.0)
        here.receive(answer, arrival_s=answered_s + delay_s)
        now_s += here.pause_s(now_s=now_s)
    return here, there


def test_both_ends_know_the_others_clock() -> None:
    here, there = talk(5, ahead_s=300.0, delay_s=0.01)
    assert here.clock.to_remote(105.0) == pytest.approx(405.0, abs=1e-4)
    assert there.clock.to_remote(405.0) == pytest.approx(105.0, abs=1e-4)
    assert (here.origin_s, there.origin_s) == (7.0, None)


def test_it_is_said_ten_times_a_second_at_first_and_then_twice() -> None:
    here, _ = talk(6, ahead_s=0.0, delay_s=0.01)
    assert 26 <= here.received <= 30


def test_a_message_is_small() -> None:
    here = ClockTalk(PeerClock())
    here.receive({"v": 1, "n": 2**40, "now": 1e10 / 3}, arrival_s=1e10 / 7)
    text = beat.encode(here.compose(now_s=1e10 / 9, origin_s=1e10 / 11), most_bytes=256)
    assert len(text) < 200


def test_a_message_that_was_overtaken_says_nothing() -> None:
    here = ClockTalk(PeerClock())
    assert here.receive({"v": 1, "n": 2, "now": 5.0, "origin": 1.0}, arrival_s=1.0)
    assert here.receive({"v": 1, "n": 1, "now": 4.0, "origin": 2.0}, arrival_s=1.1)
    assert (here.received, here.origin_s) == (1, 1.0)


@given(
    message=st.fixed_dictionaries(
        {}, optional={"v": st.just(1) | JSON, "n": JSON, "now": JSON, "echo": JSON, "origin": JSON}
    )
)
def test_no_message_raises_and_what_is_refused_is_counted(message: dict[str, Any]) -> None:
    here = ClockTalk(PeerClock())
    taken = here.receive(json.loads(json.dumps(message)), arrival_s=3.0)
    assert (here.malformed == 0) is taken
    beat.encode(here.compose(now_s=4.0, origin_s=None), most_bytes=256)
