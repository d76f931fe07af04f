"""Which relay is used, against relays of our own that speak just enough TURN (real coturn: tests/e2e)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aioice
import aioice.stun
import pytest

from rtc.aiortc_private import relays
from rtc.config import RelayServer
from rtc.relay_trial import try_relay

WITHIN_S = 5.0


class Allocator(asyncio.DatagramProtocol):
    """Answers every request with an allocation, every permission with what it was told to."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.requests = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.requests += 1
        asked = aioice.stun.parse_message(data)
        refused = self.refuses or asked.message_method == aioice.stun.Method.CREATE_PERMISSION
        said = aioice.stun.Message(
            message_method=asked.message_method,
            message_class=aioice.stun.Class.ERROR if refused else aioice.stun.Class.RESPONSE,
            transaction_id=asked.transaction_id,
        )
        if refused:
            said.attributes["ERROR-CODE"] = (403, "Forbidden")
        else:
            said.attributes["LIFETIME"] = 600
            said.attributes["XOR-MAPPED-ADDRESS"] = addr
            said.attributes["XOR-RELAYED-ADDRESS"] = ("198.51.100.11", 50000)
        self.transport.sendto(bytes(said), addr)


class Silent(asyncio.DatagramProtocol):
    """A firewall: takes everything, says nothing."""


@asynccontextmanager
async def listening(protocol: asyncio.DatagramProtocol) -> AsyncIterator[RelayServer]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: protocol, local_addr=("127.0.0.1", 0))
    host, port = transport.get_extra_info("sockname")
    try:
        yield RelayServer(host, port, "udp", False, "user", "password")
    finally:
        transport.close()


@pytest.fixture
async def connection() -> AsyncIterator[Any]:
    made = aioice.Connection(ice_controlling=True)
    yield made
    for protocol in made._protocols:
        protocol.transport.close()


async def gathered(connection: Any, *servers: RelayServer, hide: bool = False) -> list[aioice.Candidate]:
    return await relays.gather_relayed(connection, 1, servers, hide_address=hide, within_s=WITHIN_S)


async def test_the_first_relay_that_answers_is_the_only_one_asked(connection: Any) -> None:
    second = Allocator()
    async with listening(Allocator()) as one, listening(second) as other:
        (candidate,) = await gathered(connection, one, other)
    assert (candidate.type, candidate.host, candidate.port) == ("relay", "198.51.100.11", 50000)
    assert second.requests == 0


async def test_a_silent_way_holds_up_the_next_for_a_moment_only(connection: Any) -> None:
    async with listening(Silent()) as wall, listening(Allocator()) as open_way:
        async with asyncio.timeout(WITHIN_S - 1):
            found = await gathered(connection, wall, open_way)
    assert len(found) == 1


async def test_a_relay_that_refuses_is_passed_over(connection: Any) -> None:
    async with listening(Allocator(refuses=True)) as full, listening(Allocator()) as free:
        assert len(await gathered(connection, full, free)) == 1


async def test_without_a_relay_there_is_no_candidate_and_no_error(connection: Any) -> None:
    async with listening(Allocator(refuses=True)) as full:
        assert await gathered(connection, full) == []
    assert await gathered(connection) == []


async def test_whoever_hides_tells_no_address_of_their_own(connection: Any) -> None:
    async with listening(Allocator()) as one:
        (hidden,) = await gathered(connection, one, hide=True)
        (plain,) = await gathered(connection, one)
    assert hidden.related_address == "0.0.0.0"
    assert plain.related_address == "127.0.0.1"


async def test_a_trial_says_where_the_relay_sends_from_and_that_it_keeps_out() -> None:
    async with listening(Allocator()) as one:
        trial = await try_relay(one, forbidden=("10.0.0.1",))
    assert (trial.address, trial.problem, trial.reaches) == ("198.51.100.11", "", ())


async def test_a_trial_tells_a_refusal_from_silence() -> None:
    async with listening(Allocator(refuses=True)) as full, listening(Silent()) as wall:
        assert (await try_relay(full)).problem == "refused"
        assert (await try_relay(wall, within_s=0.3)).problem == "silent"
