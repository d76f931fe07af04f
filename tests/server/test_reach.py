from __future__ import annotations

from pathlib import Path

from server.reach import opened_by, relay_addresses, stun_addresses
from tests.server.world import server, settings_for


def test_a_proxy_that_opened_the_encryption_is_named() -> None:
    headers = {"via": "1.1 filter.school.example", "x-forwarded-for": "10.1.2.3", "accept": "*/*"}
    assert opened_by(headers, speaks_tls=True) == ["via: 1.1 filter.school.example", "x-forwarded-for"]
    assert opened_by({"accept": "*/*"}, speaks_tls=True) == []


def test_behind_a_proxy_of_our_own_nobody_is_accused() -> None:
    assert opened_by({"via": "1.1 ours"}, speaks_tls=False) == []


def test_a_relay_is_a_stun_server_too_and_no_credential_is_told(tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path,
        turn_urls="turn:relay.example:3478 turn:relay.example:3478?transport=tcp turns:relay.example:5349",
        turn_secret="s" * 32,
        ice_servers='[{"urls": ["stun:other.example"], "username": "u", "credential": "c"}]',
    )
    assert stun_addresses(settings) == ["stun:other.example", "stun:relay.example:3478"]
    assert relay_addresses(settings) == list(settings.turn_urls)


async def test_a_page_learns_how_its_request_came(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        told = (await world.client.get("/api/reach", headers={"Via": "1.1 box"})).json()
    assert told == {"address": "127.0.0.1", "opened_by": ["via: 1.1 box"], "stun": [], "relays": []}
