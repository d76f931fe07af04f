from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.echo.pause import PauseLine


@dataclass(frozen=True)
class Packet:
    timestamp: int
    payload: bytes = b"opus"


def test_a_packet_comes_back_when_its_pause_is_over() -> None:
    line = PauseLine(0.5, offset=0)
    line.push(Packet(480), arrival_s=10.0)
    assert line.due_s == 10.5
    assert line.pull(now_s=10.49) == []
    assert line.pull(now_s=10.5) == [(b"opus", 480)]
    assert line.due_s is None


def test_without_a_pause_a_packet_comes_back_at_once() -> None:
    line = PauseLine(0.0, offset=0)
    line.push(Packet(480), arrival_s=10.0)
    assert line.pull(now_s=10.0) == [(b"opus", 480)]


def test_what_was_lost_on_the_way_here_is_a_gap_on_the_way_back() -> None:
    line = PauseLine(0.0, offset=1000)
    for timestamp in (0, 120, 360):
        line.push(Packet(timestamp), arrival_s=0.0)
    assert [timestamp for _, timestamp in line.pull(now_s=0.0)] == [1000, 1120, 1360]


def test_timestamps_wrap() -> None:
    line = PauseLine(0.0, offset=0)
    for timestamp in ((1 << 32) - 120, 0, 120):
        line.push(Packet(timestamp), arrival_s=0.0)
    assert len(line.pull(now_s=0.0)) == 3
    assert line.left_out == 0


def test_a_packet_that_comes_behind_its_successor_is_left_out() -> None:
    line = PauseLine(0.0, offset=0)
    for timestamp in (240, 120, 240, 360):
        line.push(Packet(timestamp), arrival_s=0.0)
    assert [timestamp for _, timestamp in line.pull(now_s=0.0)] == [240, 360]
    assert line.left_out == 2


@given(
    offset=st.integers(0, (1 << 31) - 1),
    start=st.integers(0, (1 << 32) - 1),
    steps=st.lists(st.tuples(st.integers(-5000, 5000), st.floats(0, 0.1)), max_size=200),
    pause_s=st.floats(0, 10),
)
def test_the_echo_is_in_order_and_never_early(
    offset: int, start: int, steps: list[tuple[int, float]], pause_s: float
) -> None:
    line = PauseLine(pause_s, offset=offset)
    arrivals: dict[int, float] = {}
    now_s, media = 0.0, start
    for step, wait_s in steps:
        now_s, media = now_s + wait_s, media + step
        arrivals.setdefault((media + offset) % (1 << 32), now_s)
        line.push(Packet(media % (1 << 32)), arrival_s=now_s)
    out: list[int] = []
    while line.due_s is not None:
        now_s = max(now_s, line.due_s)
        for _, timestamp in line.pull(now_s=now_s):
            assert now_s >= arrivals[timestamp] + pause_s
            out.append(timestamp)
    distances = [(b - a) % (1 << 32) for a, b in pairwise(out)]
    assert all(0 < distance < 1 << 31 for distance in distances)
    assert len(out) + line.left_out == len(steps)


def test_a_negative_pause_is_refused() -> None:
    with pytest.raises(ValueError, match=r"-0\.1"):
        PauseLine(-0.1, offset=0)
