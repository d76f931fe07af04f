from __future__ import annotations

import asyncio
import re
import threading
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import pytest

from rtc.datagrams import SendDatagram
from rtc.errors import PeerStateError, SdpError
from rtc.picture import read_counter
from rtc.video import VideoSource
from tests.rtc.world import End, Injector, connected, is_audio

PTIME_SAMPLES = 120


def payload(number: int) -> bytes:
    return number.to_bytes(4, "big") * 15


async def test_audio_arrives_in_order_with_exact_payloads() -> None:
    async with connected() as pair:
        start = 2**32 - 100 * PTIME_SAMPLES
        for number in range(400):
            pair.caller.audio.send(payload(number), start + number * PTIME_SAMPLES)
            if number % 20 == 0:
                await asyncio.sleep(0)
        heard = pair.at_callee.audio
        await pair.at_callee.news.until(lambda: len(heard) == 400)
        assert [p.payload for p in heard] == [payload(n) for n in range(400)]
        assert [p.timestamp for p in heard] == [(start + n * PTIME_SAMPLES) % 2**32 for n in range(400)]
        steps = {(b.sequence - a.sequence) % 2**16 for a, b in pairwise(heard)}
        assert steps == {1}
        assert pair.callee.stats().audio_lost_packets == 0


async def test_audio_sent_from_another_thread_arrives_as_sent() -> None:
    async with connected() as pair:

        def play() -> None:
            for number in range(200):
                pair.caller.audio.send(payload(number), number * PTIME_SAMPLES)

        thread = threading.Thread(target=play)
        thread.start()
        await pair.at_callee.news.until(lambda: len(pair.at_callee.audio) == 200)
        thread.join()
        assert [p.payload for p in pair.at_callee.audio] == [payload(n) for n in range(200)]
        assert pair.caller.stats().direct_send


async def test_audio_goes_both_ways() -> None:
    async with connected() as pair:
        pair.caller.audio.send(b"there", 1)
        pair.callee.audio.send(b"back", 2)
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.audio))
        await pair.at_caller.news.until(lambda: bool(pair.at_caller.audio))
        assert pair.at_callee.audio[0].payload == b"there"
        assert pair.at_caller.audio[0].payload == b"back"


@dataclass
class EveryTenthLost:
    count: int = 0

    def __call__(self, send: SendDatagram) -> SendDatagram:
        def way(datagram: bytes) -> None:
            if is_audio(datagram):
                self.count += 1
                if self.count % 10 == 5:
                    return
            send(datagram)

        return way


async def test_a_lost_packet_is_missing_and_nothing_waits_for_it() -> None:
    async with connected(datagram_filter=EveryTenthLost()) as pair:
        for number in range(100):
            pair.caller.audio.send(payload(number), number * PTIME_SAMPLES)
        heard = pair.at_callee.audio
        await pair.at_callee.news.until(lambda: len(heard) == 90)
        assert [p.payload for p in heard] == [payload(n) for n in range(100) if n % 10 != 4]
        assert pair.callee.stats().audio_lost_packets == 10


class PairsSwapped:
    def __init__(self) -> None:
        self.held: deque[bytes] = deque()

    def __call__(self, send: SendDatagram) -> SendDatagram:
        def way(datagram: bytes) -> None:
            if not is_audio(datagram):
                send(datagram)
            elif self.held:
                send(datagram)
                send(self.held.popleft())
            else:
                self.held.append(datagram)

        return way


async def test_reordered_packets_are_handed_on_as_they_come() -> None:
    async with connected(datagram_filter=PairsSwapped()) as pair:
        for number in range(100):
            pair.caller.audio.send(payload(number), number * PTIME_SAMPLES)
        heard = pair.at_callee.audio
        await pair.at_callee.news.until(lambda: len(heard) == 100)
        assert [p.payload for p in heard] == [payload(n ^ 1) for n in range(100)]
        assert pair.callee.stats().audio_lost_packets == 0


async def test_a_repeated_datagram_is_heard_once() -> None:
    injector = Injector()
    async with connected(datagram_filter=injector) as pair:
        for number in range(10):
            pair.caller.audio.send(payload(number), number * PTIME_SAMPLES)
        for datagram in [d for d in injector.seen if is_audio(d)]:
            injector.send(datagram)
        pair.caller.audio.send(b"last", 10 * PTIME_SAMPLES)
        await pair.at_callee.news.until(
            lambda: pair.at_callee.audio[-1:] != [] and pair.at_callee.audio[-1].payload == b"last"
        )
        assert len(pair.at_callee.audio) == 11
        assert pair.callee.stats().audio_refused == 10


async def test_a_forged_packet_is_counted_and_dropped() -> None:
    injector = Injector()
    async with connected(datagram_filter=injector) as pair:
        pair.caller.audio.send(payload(0), 0)
        genuine = next(d for d in injector.seen if is_audio(d))
        injector.send(genuine[:20] + bytes([genuine[20] ^ 1]) + genuine[21:])
        injector.send(genuine[:14])
        pair.caller.audio.send(b"last", PTIME_SAMPLES)
        await pair.at_callee.news.until(lambda: len(pair.at_callee.audio) == 2)
        assert pair.callee.stats().audio_refused == 2


async def test_beats_arrive_whole() -> None:
    message = {"v": 1, "n": 7, "now": 12.5, "echo": None, "name": "Åsa"}
    async with connected() as pair:
        await pair.beat_through(message)
        assert pair.caller.stats().beats_sent > 0
        assert pair.callee.last_heard_s > 0


async def test_a_beat_is_dated_by_its_datagrams_coming_and_not_by_its_reading() -> None:
    async with connected() as pair:
        seam = pair.callee._seam
        for shared in seam.shared.values():
            shared._socket.arrival_s = lambda: 5.0  # type: ignore[method-assign]  # as a kernel's stamp would
        await pair.beat_through({"n": 1})
        assert pair.at_callee.beats_came_s[-1] == 5.0


async def test_what_a_channel_says_is_told_with_the_moment_it_goes_to_the_socket() -> None:
    sent: list[tuple[bytes, float]] = []
    async with connected() as pair:
        pair.caller.tell_sent(lambda text, at_s: sent.append((text, at_s)))
        await pair.beat_through({"n": 1})
    assert {text for text, _ in sent} == {b'{"n":1}'}
    times = [at_s for _, at_s in sent]
    assert times == sorted(times)


async def test_a_beat_that_is_no_json_is_refused() -> None:
    async with connected() as pair:
        with pytest.raises(ValueError, match="JSON"):
            pair.caller.send_beat({"v": float("nan")})


async def test_hearing_anything_moves_last_heard() -> None:
    async with connected() as pair:
        before_s = pair.callee.last_heard_s
        pair.caller.audio.send(payload(0), 0)
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.audio))
        assert pair.callee.last_heard_s > before_s


async def test_pictures_come_with_their_number_and_their_time() -> None:
    async with connected(video_out=VideoSource("test", fps=30), watches=True) as pair:
        seen = pair.at_callee.pictures
        await pair.at_callee.news.until(lambda: bool(seen) and seen[-1].captured_wall_s is not None)
        read = [read_counter(p.luma()) for p in seen]
        counters = [r[0] for r in read if r is not None]
        assert len(counters) == len(seen)
        assert counters == sorted(set(counters))
        last, (_, captured_ms) = seen[-1], read[-1] or (0, 0)
        assert last.rgb().shape == (360, 640, 3)
        assert read_counter(last.rgb()) == read[-1]
        assert last.captured_wall_s is not None
        # The sender report's clock and the one drawn into the picture are the same.
        told_ms = last.captured_wall_s * 1000 % 2**32
        assert abs((told_ms - captured_ms + 2**31) % 2**32 - 2**31) < 1000


async def test_pictures_nobody_watches_are_dropped_undecoded() -> None:
    async with connected(video_out=VideoSource("test", fps=30)) as pair:
        await pair.at_callee.news.until(lambda: "up" in pair.at_callee.states)
        await pair.poll(lambda: pair.callee.stats().edge["video_unwanted"] > 0)
        assert pair.callee.stats().video_frames == 0


async def test_closing_leaves_no_thread_no_task_and_no_process() -> None:
    threads = set(threading.enumerate())
    tasks = asyncio.all_tasks()
    source = VideoSource("test")
    async with connected(video_out=source, watches=True) as pair:
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.pictures))
        assert source.running
    for _ in range(10):
        await asyncio.sleep(0)
    assert set(threading.enumerate()) <= threads
    assert asyncio.all_tasks() <= tasks
    assert not source.running
    assert pair.at_caller.states[-1] == pair.at_callee.states[-1] == "closed"


async def test_a_peer_that_never_connected_closes_as_cleanly() -> None:
    threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
    end = End()
    peer = end.peer(offers=True)
    await peer.offer()
    await peer.close()
    await peer.close()
    for _ in range(10):
        await asyncio.sleep(0)
    assert set(threading.enumerate()) <= threads
    assert asyncio.all_tasks() <= tasks
    assert end.states == ["connecting", "closed"]


async def test_sending_after_the_end_does_nothing_but_count() -> None:
    async with connected() as pair:
        pass
    pair.caller.audio.send(payload(0), 0)
    pair.caller.send_beat({"v": 1})
    assert pair.caller.stats().audio_skipped == 1
    assert pair.caller.stats().beats_dropped == 1


async def test_the_far_end_is_told_when_one_closes() -> None:
    async with connected() as pair:
        await pair.caller.close()
        await pair.at_callee.news.until(lambda: "closed" in pair.at_callee.states)


async def test_candidates_may_come_after_the_description() -> None:
    at_caller, at_callee = End(), End()
    caller, callee = at_caller.peer(offers=True), at_callee.peer(offers=False)
    try:
        offer = await caller.offer()
        await callee.add_candidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0")
        answer = await callee.answer(offer)
        trickled = [line for line in answer.splitlines() if line.startswith("a=candidate:")]
        bare = [line for line in answer.splitlines() if not line.startswith(("a=candidate", "a=end-of"))]
        await caller.accept("\r\n".join(bare) + "\r\n")
        for line in dict.fromkeys(trickled):
            await caller.add_candidate(line.removeprefix("a="), "0")
        await caller.add_candidate(None)
        await at_caller.news.until(lambda: caller.state == "up")
        await at_callee.news.until(lambda: callee.state == "up")
    finally:
        await asyncio.gather(caller.close(), callee.close())


async def test_a_second_picture_that_a_page_offers_is_refused_and_the_rest_goes_on() -> None:
    at_caller, at_callee = End(), End()
    caller, callee = at_caller.peer(offers=True), at_callee.peer(offers=False)
    try:
        head, audio, video, data = re.split(r"(?m)^(?=m=)", await caller.offer())
        second = video.replace("a=mid:1", "a=mid:s").replace("a=ssrc:", "a=ssrc:7")
        offer = head.replace("BUNDLE 0 1", "BUNDLE 0 1 s") + audio + video + second + data
        head, audio, video, refused, data = re.split(r"(?m)^(?=m=)", await callee.answer(offer))
        assert refused.startswith("m=video 0 ")
        assert "a=mid:s" in refused
        assert " s" not in next(line for line in head.splitlines() if line.startswith("a=group:BUNDLE"))
        await caller.accept(head + audio + video + data)
        await at_caller.news.until(lambda: caller.state == "up")
        await at_callee.news.until(lambda: callee.state == "up")
    finally:
        await asyncio.gather(caller.close(), callee.close())


async def test_a_description_that_is_none_is_a_declared_error() -> None:
    peer = End().peer(offers=False)
    try:
        with pytest.raises(SdpError):
            await peer.answer("v=0\r\nm=audio\r\n")
    finally:
        await peer.close()


async def test_answering_an_offer_of_ones_own_is_refused() -> None:
    peer = End().peer(offers=True)
    try:
        with pytest.raises(PeerStateError, match="offers"):
            await peer.answer("")
        with pytest.raises(PeerStateError, match="accept"):
            await peer.accept("")
    finally:
        await peer.close()


async def test_no_ice_server_is_used_that_was_not_given() -> None:
    peer = End().peer(offers=True)
    try:
        offer = await peer.offer()
        kinds = {line.split(" typ ")[1].split()[0] for line in offer.splitlines() if "a=candidate:" in line}
        assert kinds == {"host"}
        assert any(" 127.0.0.1 " in line for line in offer.splitlines() if "a=candidate:" in line)
    finally:
        await peer.close()
