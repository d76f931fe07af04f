from __future__ import annotations

import pytest

from rtc.config import IceServerConfig, relays_in_order


def test_only_stun_addresses_reach_aiortc_which_knows_one_relay_by_one_way() -> None:
    server = IceServerConfig(("stun:a.example.org", "turn:b.example.org"), "name", "secret").to_aiortc()
    assert server is not None
    assert server.urls == ["stun:a.example.org"]
    assert IceServerConfig(("turn:b.example.org",)).to_aiortc() is None


def test_relays_are_tried_by_udp_then_tcp_then_tls() -> None:
    found = relays_in_order(
        [
            IceServerConfig(("turns:c.example.org:443", "turn:c.example.org?transport=tcp"), "n", "s"),
            IceServerConfig(("stun:d.example.org", "turn:d.example.org:3478"), "m", "t"),
        ]
    )
    assert [(one.host, one.port, one.transport, one.tls, one.username) for one in found] == [
        ("d.example.org", 3478, "udp", False, "m"),
        ("c.example.org", 3478, "tcp", False, "n"),
        ("c.example.org", 443, "tcp", True, "n"),
    ]


@pytest.mark.parametrize("url", ["", "http://example.org", "stun:", "stun:a?transport=udp"])
def test_what_is_no_server_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="STUN or TURN"):
        IceServerConfig((url,))


def test_no_address_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        IceServerConfig(())
