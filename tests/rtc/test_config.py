from __future__ import annotations

import pytest

from rtc.config import IceServerConfig


def test_addresses_and_credentials_reach_aiortc() -> None:
    server = IceServerConfig(("turn:turn.example.org:3478?transport=tcp",), "name", "secret").to_aiortc()
    assert server.urls == ["turn:turn.example.org:3478?transport=tcp"]
    assert (server.username, server.credential) == ("name", "secret")


@pytest.mark.parametrize("url", ["", "http://example.org", "stun:", "stun:a?transport=udp"])
def test_what_is_no_server_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="STUN or TURN"):
        IceServerConfig((url,))


def test_no_address_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        IceServerConfig(())
