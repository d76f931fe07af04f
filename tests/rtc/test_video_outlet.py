from __future__ import annotations

import threading

from rtc.video import VideoSource
from tests.rtc.world import connected


async def test_one_source_serves_two_connections() -> None:
    source = VideoSource("test", fps=30)
    async with connected(video_out=source, watches=True) as first:
        async with connected(video_out=source, watches=True) as second:
            await first.at_callee.news.until(lambda: bool(first.at_callee.pictures))
            await second.at_callee.news.until(lambda: bool(second.at_callee.pictures))
        seen = len(first.at_callee.pictures)
        await first.at_callee.news.until(lambda: len(first.at_callee.pictures) > seen)
        assert source.running
    assert not source.running
    assert not [t for t in threading.enumerate() if t.name.startswith("klangbro-video")]


async def test_the_source_runs_only_while_a_connection_is_up() -> None:
    source = VideoSource("test")
    assert not source.running
    async with connected(video_out=source):
        assert source.running
    assert not source.running


async def test_a_picture_that_rests_is_not_sent_and_comes_back_whole() -> None:
    async with connected(video_out=VideoSource("test", fps=30), watches=True) as pair:
        await pair.at_callee.news.until(lambda: len(pair.at_callee.pictures) > 3)
        pair.caller.limit_picture(0)
        await pair.beat_through({"v": 1})
        await pair.beat_through({"v": 1})
        rested = len(pair.at_callee.pictures)
        await pair.beat_through({"v": 1})
        assert len(pair.at_callee.pictures) <= rested + 2  # what was on its way
        pair.caller.limit_picture(1_500_000)
        await pair.at_callee.news.until(lambda: len(pair.at_callee.pictures) > rested + 5)


async def test_a_far_end_without_pictures_of_ours_sees_none() -> None:
    async with connected(watches=True) as pair:
        await pair.beat_through({"v": 1})
        assert pair.at_callee.pictures == []
