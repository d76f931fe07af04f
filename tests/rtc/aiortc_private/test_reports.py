from __future__ import annotations

import time

from rtc import aiortc_private as private
from rtc.peer import Peer
from rtc.video import VideoSource
from tests.rtc.world import connected


def video_transceiver(peer: Peer):  # type: ignore[no-untyped-def]
    return next(t for t in peer._pc.getTransceivers() if t.kind == "video")


def test_ntp_and_unix_time_are_one() -> None:
    now_s = time.time()
    assert abs(private.ntp_to_wall_s(private.ntp(now_s)) - now_s) < 1e-5
    assert private.ntp(0.0) >> 32 == 2_208_988_800


async def test_sender_reports_tell_what_the_audio_thread_sent() -> None:
    reports: list[private.SenderReport] = []
    async with connected() as pair:
        private.observe_sender_reports(pair.callee._audio_transceiver.receiver, reports.append)
        pair.caller.audio.send(b"x" * 100, 2**32 + 777)
        await pair.poll(lambda: bool(reports))
        assert reports[0].rtp_timestamp == 777
        assert abs(private.ntp_to_wall_s(reports[0].ntp_timestamp) - time.time()) < 60
        counted = pair.caller.audio.last
        assert counted is not None
        assert (counted.packets, counted.payload_bytes) == (1, 100)


async def test_receiver_reports_come_back_for_audio_that_aiortc_never_sees() -> None:
    async with connected() as pair:
        pair.caller.audio.send(b"x", 0)
        await pair.poll(lambda: pair.caller.stats().rtt_ms is not None)
        round_trip_ms = pair.caller.stats().rtt_ms
        assert round_trip_ms is not None
        assert round_trip_ms >= 0


async def test_a_keyframe_follows_when_the_receiver_lost_the_picture() -> None:
    source = VideoSource("test", fps=30)
    keyframes: list[int] = []
    number = 0
    async with connected(video_out=source, watches=True) as pair:
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.pictures))

        number = source.subscribe(lambda p: keyframes.append(p.timestamp) if p.keyframe else None)
        await pair.poll(lambda: len(keyframes) >= 1)
        before = len(keyframes)
        ssrc = private.sender_ssrc(video_transceiver(pair.caller).sender)
        await video_transceiver(pair.callee).receiver._send_rtcp_pli(ssrc)
        await pair.poll(lambda: len(keyframes) > before)
        seen = len(pair.at_callee.pictures)
        await pair.at_callee.news.until(lambda: len(pair.at_callee.pictures) > seen)
    source.unsubscribe(number)
    assert not source.running


async def test_a_bitrate_the_receiver_asks_for_reaches_the_source() -> None:
    heard: list[int] = []
    async with connected(video_out=VideoSource("test"), watches=True) as pair:
        sender = video_transceiver(pair.caller).sender
        private.observe_feedback(sender, lambda: None, heard.append)
        from aiortc.rtp import RtcpPsfbPacket, pack_remb_fci

        fci = pack_remb_fci(250_000, [private.sender_ssrc(sender)])
        receiver = video_transceiver(pair.callee).receiver
        await receiver._send_rtcp(RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=fci))
        await pair.poll(lambda: 250_000 in heard)
