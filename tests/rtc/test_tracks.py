from __future__ import annotations

import asyncio

import pytest
from av.packet import Packet

from rtc.tracks import EncodedVideoTrack, SilentTrack


async def taken(track: EncodedVideoTrack) -> int:
    packet = await track.recv()
    assert isinstance(packet, Packet)
    assert packet.pts is not None
    return packet.pts


async def test_pictures_come_out_as_they_went_in() -> None:
    track = EncodedVideoTrack(lambda: None)
    track.push(b"key", 0, 1.5, keyframe=True)
    track.push(b"next", 3000, 2.5, keyframe=False)
    assert [await taken(track), await taken(track)] == [0, 3000]
    assert track.captured_wall_s == 2.5


async def test_nothing_is_sent_before_a_keyframe() -> None:
    asked: list[None] = []
    track = EncodedVideoTrack(lambda: asked.append(None))
    track.push(b"half", 0, 0.0, keyframe=False)
    track.push(b"key", 3000, 0.0, keyframe=True)
    assert await taken(track) == 3000
    assert len(asked) == 1


async def test_a_reader_too_far_behind_gets_the_present_not_the_past() -> None:
    track = EncodedVideoTrack(lambda: None)
    track.push(b"key", 0, 0.0, keyframe=True)
    for number in range(1, 40):
        track.push(b"next", number, 0.0, keyframe=False)
    track.push(b"key", 100, 0.0, keyframe=True)
    assert await taken(track) == 100


async def test_a_silent_track_never_has_anything() -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(SilentTrack("audio").recv(), 0.05)
