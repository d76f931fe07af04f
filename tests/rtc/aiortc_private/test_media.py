from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import Callable

import pylibsrtp
from aiortc.rtp import RtcpPsfbPacket, RtcpRrPacket, RtpPacket

from rtc.aiortc_private import media
from rtc.peer import Peer
from tests.rtc.aiortc_private.test_ice import STRANGER, protocol_of
from tests.rtc.world import Injector, Pair, connected

SSRC = 0x12345678
VIDEO_PAYLOAD_TYPE, MARKER = 97, 0x80


def keys_of(peer: Peer) -> tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]:
    """Ways to encrypt RTP and RTCP as this peer does: what a hostile far end could say."""
    session = media.second_session(peer._dtls)
    return session.protect, session.protect_rtcp


async def drained(pair: Pair) -> None:
    """Until aiortc has read what lies before it."""
    await pair.poll(protocol_of(pair.callee).receiver._queue.empty)
    await asyncio.sleep(0)


async def lives(pair: Pair) -> None:
    before = len(pair.at_callee.audio)
    pair.caller.audio.send(b"still here", 0)
    await pair.at_callee.news.until(lambda: len(pair.at_callee.audio) > before)
    await pair.beat_through({"still": "here"})
    assert pair.callee.state == "up"


async def test_a_malformed_header_extension_is_counted_and_ends_nothing() -> None:
    injector = Injector()
    async with connected(datagram_filter=injector, watches=True) as pair:
        rtp, _ = keys_of(pair.caller)
        header = struct.pack("!BBHII", 0x90, VIDEO_PAYLOAD_TYPE, 1, 2, SSRC)
        # abs-send-time (extension 3) has three bytes; here it has one.
        injector.send(rtp(header + bytes.fromhex("bede0001 30ff0000".replace(" ", "")) + b"picture"))
        await pair.poll(lambda: pair.callee.stats().edge["rtp_malformed"] == 1)
        await lives(pair)


async def test_an_audio_packet_with_extensions_sources_and_padding_is_heard() -> None:
    injector = Injector()
    async with connected(datagram_filter=injector) as pair:
        rtp, _ = keys_of(pair.caller)
        ssrc = pair.caller.audio.ssrc
        header = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 1, MARKER | 96, 5, 6, ssrc) + b"csrc"
        injector.send(rtp(header + bytes.fromhex("bede0001 20ff0000".replace(" ", "")) + b"sound\x00\x02"))
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.audio))
        assert pair.at_callee.audio[0].payload == b"sound"


def hostile_rtcp(dice: random.Random) -> bytes:
    genuine = dice.choice(
        (
            bytes(
                RtcpPsfbPacket(
                    fmt=dice.choice((1, 4, 15)), ssrc=SSRC, media_ssrc=1, fci=b"REMB\x05\x00\x00\x00"
                )
            ),
            bytes(RtcpRrPacket(ssrc=SSRC)),
            struct.pack("!BBHI", 0x80 | dice.randrange(32), dice.randrange(192, 209), dice.randrange(6), SSRC)
            + dice.randbytes(4 * dice.randrange(12)),
        )
    )
    data = bytearray(genuine)
    for _ in range(dice.randrange(3)):
        data[dice.choice((0, 2, 3, *range(8, len(data))))] = dice.randrange(256)
    data[0] = 0x80 | data[0] & 0x3F  # libsrtp sends no other version
    return bytes(data)


def hostile_rtp(dice: random.Random) -> bytes:
    first = 0x80 | dice.choice((0, 0x10, 0x20, 0x30))
    payload_type = dice.choice((96, 97, 98, 98, 97, 0, 127))
    header = struct.pack("!BBHII", first, payload_type, dice.randrange(1, 30000), dice.randrange(2**32), SSRC)
    if first & 0x10:
        words = dice.randrange(4)
        header += struct.pack("!HH", dice.choice((0xBEDE, 0x1000, 7)), words)
        header += bytes(dice.choice((0x10, 0x30, 0x32, 0x22, 0xFF, 0, 3, 9)) for _ in range(4 * words))
    return header + dice.randbytes(dice.randrange(40))


async def test_fifty_thousand_hostile_packets_from_the_far_end_itself_leave_the_connection_alive() -> None:
    dice = random.Random(13)
    async with connected(watches=True) as pair:
        protocol = protocol_of(pair.callee)
        rtp, rtcp = keys_of(pair.caller)
        for number in range(50_000):
            try:
                datagram = rtp(hostile_rtp(dice)) if number % 2 else rtcp(hostile_rtcp(dice))
            except pylibsrtp.Error:
                continue  # libsrtp itself would not send this
            protocol.datagram_received(datagram, STRANGER)
            if number % 100 == 0:
                await drained(pair)
        await drained(pair)
        edge = pair.callee.stats().edge
        assert edge["rtp_malformed"] > 0
        await lives(pair)


async def test_malformed_data_channel_packets_leave_the_connection_alive() -> None:
    dice = random.Random(14)
    async with connected() as pair:
        await pair.beat_through({"v": 1})
        for _ in range(500):
            await pair.caller._dtls._send_data(dice.randbytes(dice.randrange(1, 60)))
        await lives(pair)


async def test_two_sessions_on_one_key_are_both_understood() -> None:
    async with connected() as pair:
        rtp, rtcp = keys_of(pair.caller)
        packet = RtpPacket(
            payload_type=97, sequence_number=1, timestamp=2, ssrc=SSRC, payload=b"x"
        ).serialize()
        receive = media.new_receive_session(pair.callee._dtls)
        assert receive(rtp(packet)) == packet
        assert rtcp(bytes(RtcpRrPacket(ssrc=SSRC)))
