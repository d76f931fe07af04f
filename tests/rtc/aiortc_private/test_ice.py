from __future__ import annotations

import asyncio
import random
from typing import Any

import aioice.ice
import aioice.stun
import pytest

from rtc.aiortc_private.ice import GuardedStunProtocol, ice_connection
from rtc.peer import Peer
from tests.rtc.world import End, Injector, connected, is_audio

STRANGER = ("127.0.0.1", 9)


def protocol_of(peer: Peer) -> GuardedStunProtocol:
    """The socket that the selected pair of a connected peer lives on."""
    pair = ice_connection(peer._dtls)._nominated[1]
    assert isinstance(pair.protocol, GuardedStunProtocol)
    return pair.protocol


def damaged(dice: random.Random, genuine: bytes) -> bytes:
    data = bytearray(genuine)
    for _ in range(dice.randint(1, 4)):
        what = dice.randrange(4)
        if what == 0 and data:
            data[dice.randrange(len(data))] = dice.randrange(256)
        elif what == 1:
            del data[dice.randrange(len(data) + 1) :]
        elif what == 2:
            data += dice.randbytes(dice.randint(1, 30))
        elif len(data) > 20:  # an attribute's type and length
            at = 20 + 4 * dice.randrange((len(data) - 16) // 4)
            data[at : at + 4] = dice.choice((b"\x00\x20", b"\x00\x24", b"\x80\x29", b"\x00\x08")) + bytes(
                [0, dice.randrange(12)]
            )
    if len(data) > 20 and dice.random() < 0.8:  # so that it is not refused for its length alone
        data[2:4] = (len(data) - 20).to_bytes(2, "big")
    return bytes(data)


async def test_fifty_thousand_damaged_checks_leave_the_connection_alive() -> None:
    injector, dice = Injector(), random.Random(11)
    async with connected(datagram_filter=injector) as pair:
        genuine = [d for d in injector.seen if d[0] < 4]
        assert genuine
        protocol = protocol_of(pair.callee)
        for number in range(50_000):
            protocol.datagram_received(damaged(dice, dice.choice(genuine)), STRANGER)
            if number % 500 == 0:
                await asyncio.sleep(0)
        assert pair.callee.stats().edge["stun_malformed"] > 1000
        pair.caller.audio.send(b"still here", 0)
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.audio))


async def test_ten_thousand_datagrams_of_anything_leave_the_connection_alive() -> None:
    injector, dice = Injector(), random.Random(12)
    async with connected(datagram_filter=injector) as pair:
        pair.caller.audio.send(b"genuine", 0)
        sound = next(d for d in injector.seen if is_audio(d))
        protocol = protocol_of(pair.callee)
        for number in range(10_000):
            size = dice.choice((0, 1, 2, 11, 12, 13, 40, 200, 1500, 1501, 3000))
            noise = dice.randbytes(size)
            protocol.datagram_received(
                dice.choice((noise, sound[: min(size, 12)] + noise, damaged(dice, sound))), STRANGER
            )
            if number % 200 == 0:
                await asyncio.sleep(0)
        edge = pair.callee.stats().edge
        assert edge["oversized"] > 0
        assert edge["unknown"] > 0
        pair.caller.audio.send(b"still here", 1)
        await pair.at_callee.news.until(lambda: len(pair.at_callee.audio) == 2)
        await pair.beat_through({"v": 1})


@pytest.mark.parametrize("size", [0, 1, 1501, 9000])
async def test_a_datagram_no_parser_expects_ends_nothing(size: int) -> None:
    injector = Injector()
    async with connected(datagram_filter=injector) as pair:
        injector.send(b"\x80" * size)
        pair.caller.audio.send(b"still here", 0)
        await pair.at_callee.news.until(lambda: bool(pair.at_callee.audio))
        assert pair.callee.stats().edge["oversized"] == 1
        assert pair.callee.state == "up"


def test_what_aioice_leaks_on_malformed_stun_is_a_value_error() -> None:
    # FINGERPRINT of two bytes: struct.error in aioice 0.13.
    header = bytes.fromhex("00010008 2112a442 000000000000000000000000".replace(" ", ""))
    with pytest.raises(ValueError, match="malformed STUN"):
        aioice.stun.parse_message(header + bytes.fromhex("8028000200000000"))


async def test_connections_of_others_are_left_as_they_are() -> None:
    connection = aioice.ice.Connection(ice_controlling=True)
    await connection.gather_candidates()
    protocols: list[Any] = connection._protocols
    for protocol in protocols:
        protocol.datagram_received(b"\x80some media", STRANGER)
    assert connection._queue.qsize() == len(protocols)
    await connection.close()


async def test_a_machine_without_addresses_gathers_its_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: [])
    peer = Peer(offers=True)
    try:
        offer = await peer.offer()
    finally:
        await peer.close()
    candidates = {line for line in offer.splitlines() if line.startswith("a=candidate:")}
    assert len(candidates) == 1
    assert all(" 127.0.0.1 " in line for line in candidates)


async def test_loopback_is_not_offered_unasked() -> None:
    peer = Peer(offers=True)
    try:
        offer = await peer.offer()
    finally:
        await peer.close()
    assert "a=candidate:" in offer
    others = [
        line for line in offer.splitlines() if line.startswith("a=candidate:") and " 127.0.0.1 " not in line
    ]
    assert others or offer.count(" 127.0.0.1 ")


async def test_every_datagram_takes_the_filtered_way() -> None:
    injector = Injector()
    async with connected(datagram_filter=injector) as pair:
        pair.caller.audio.send(b"sound", 0)
        await pair.beat_through({"v": 1})
        first_bytes = {d[0] for d in injector.seen}
        assert any(b < 4 for b in first_bytes)  # STUN
        assert any(20 <= b < 64 for b in first_bytes)  # DTLS and the data channel in it
        assert any(is_audio(d) for d in injector.seen)


async def test_the_path_is_told_and_forgotten() -> None:
    at = End()
    async with connected() as pair:
        assert pair.caller.stats().path == "host/host"
        assert pair.caller.audio.ready
    assert at.audio == []
    assert pair.caller.stats().path == ""
    assert not pair.caller.audio.ready
