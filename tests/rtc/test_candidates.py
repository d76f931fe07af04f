from __future__ import annotations

import asyncio

import pytest
from aiortc import RTCIceGatherer, RTCIceTransport

from rtc import sdp
from rtc.candidates import RemoteCandidates
from rtc.errors import SdpError
from tests.rtc.test_sdp import CANDIDATE, OFFER

OTHER = "candidate:2 1 udp 5 127.0.0.1 9000 typ host"


def transport() -> RTCIceTransport:
    return RTCIceTransport(RTCIceGatherer(iceServers=[]))


def ports(made: RTCIceTransport) -> list[int]:
    return [candidate.port for candidate in made.getRemoteCandidates()]


async def test_candidates_before_the_description_wait_for_it() -> None:
    made = transport()
    candidates = RemoteCandidates(made)
    await candidates.trickled(OTHER)
    assert ports(made) == []
    await candidates.described(sdp.read_remote(OFFER))
    assert ports(made) == [51007, 9000]
    await candidates.close()


async def test_after_the_end_no_more_are_taken() -> None:
    made = transport()
    candidates = RemoteCandidates(made)
    await candidates.described(
        sdp.read_remote(OFFER.replace(CANDIDATE, CANDIDATE + "a=end-of-candidates\r\n"))
    )
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await candidates.trickled(OTHER)
    assert ports(made) == [51007]
    await candidates.close()


async def test_malformed_ones_are_a_declared_error_early_and_late() -> None:
    candidates = RemoteCandidates(transport())
    with pytest.raises(SdpError):
        await candidates.trickled("nonsense")
    await candidates.described(sdp.read_remote(OFFER))
    with pytest.raises(SdpError):
        await candidates.trickled("nonsense")
    await candidates.close()


async def test_a_flood_of_candidates_is_cut_off() -> None:
    made = transport()
    candidates = RemoteCandidates(made)
    await candidates.described(sdp.read_remote(OFFER))
    for port in range(1000, 2000):
        await candidates.trickled(OTHER.replace("9000", str(port)))
    assert len(ports(made)) == 128
    await candidates.close()


async def test_nothing_is_taken_after_closing() -> None:
    made = transport()
    candidates = RemoteCandidates(made)
    await candidates.described(sdp.read_remote(OFFER))
    await candidates.close()
    await candidates.trickled(OTHER)
    assert ports(made) == [51007]
