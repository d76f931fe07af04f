from __future__ import annotations

from pathlib import Path

import pytest

from rtc.config import RelayServer
from rtc.relay_trial import RelayTrial
from server.doctor.relay import check_relay
from tests.server.world import settings_for

URLS = "turn:relay.example.org:3478 turns:relay.example.org:443"
GIVEN = {"turn_urls": URLS, "turn_secret": "s" * 32}


async def test_every_way_is_tried_with_a_credential_of_its_own(tmp_path: Path) -> None:
    tried: list[RelayServer] = []

    async def trying(server: RelayServer) -> RelayTrial:
        tried.append(server)
        return RelayTrial("198.51.100.11", 0.02)

    found = await check_relay(settings_for(tmp_path, **GIVEN), trying=trying)
    assert [one.verdict for one in found] == ["good", "good"]
    assert [(one.port, one.tls) for one in tried] == [(3478, False), (443, True)]
    assert all(one.username and one.credential for one in tried)


@pytest.mark.parametrize(
    ("trial", "remedy"),
    [
        (RelayTrial(problem="refused"), "same secret"),
        (RelayTrial(problem="silent"), "firewall"),
        (RelayTrial(problem="unreachable"), "coturn running"),
        (RelayTrial(problem="tls"), "certificate"),
        (RelayTrial("198.51.100.11", 0.1, "", ("10.0.0.1",)), "--allow-private"),
    ],
)
async def test_a_relay_that_fails_or_reaches_too_far_is_bad(
    tmp_path: Path, trial: RelayTrial, remedy: str
) -> None:
    async def trying(_server: RelayServer) -> RelayTrial:
        return trial

    found = await check_relay(settings_for(tmp_path, **GIVEN), trying=trying)
    assert {one.verdict for one in found} == {"bad"}
    assert all(remedy in one.remedy for one in found)


async def test_no_relay_and_no_tls_way_are_worth_a_note(tmp_path: Path) -> None:
    async def trying(_server: RelayServer) -> RelayTrial:
        return RelayTrial("198.51.100.11")

    assert [one.verdict for one in await check_relay(settings_for(tmp_path))] == ["warning"]
    udp = settings_for(tmp_path, **(GIVEN | {"turn_urls": "turn:relay.example.org"}))
    assert [one.verdict for one in await check_relay(udp, trying=trying)] == ["good", "warning"]
