from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.errors import SettingsInvalidError
from server.turn.config import TurnConfig
from server.turn.ranges import DENIED, as_range

GIVEN: dict[str, Any] = {"secret": "s" * 32, "realm": "relay.example.org", "listen": ("8.8.4.4",)}


def lines(**changes: Any) -> list[str]:
    return TurnConfig(**(GIVEN | changes)).text().splitlines()


def test_it_relays_to_no_special_address() -> None:
    assert {f"denied-peer-ip={as_range(network)}" for network in DENIED} <= set(lines())
    assert "allow-loopback-peers" not in lines()


def test_it_has_quotas_and_no_command_line_and_no_tcp_relay() -> None:
    said = lines(lessons=10)
    assert {"no-cli", "no-tcp-relay", "no-multicast-peers", "user-quota=24", "total-quota=480"} <= set(said)
    assert any(line.startswith("max-bps=") for line in said)


def test_only_the_shared_secret_lets_anybody_in() -> None:
    said = lines()
    assert {"use-auth-secret", f"static-auth-secret={'s' * 32}"} <= set(said)
    assert not any(line.startswith(("user=", "no-auth\n", "lt-cred-mech")) for line in said)


def test_tls_is_new_enough_or_not_there_at_all() -> None:
    assert "no-tls" in lines()
    said = lines(cert=Path("/etc/c.pem"), key=Path("/etc/k.pem"), tls_port=443)
    assert {"tls-listening-port=443", "no-tlsv1", "no-tlsv1_1", "cert=/etc/c.pem"} <= set(said)
    assert "no-tls" not in said


def test_reaching_private_networks_says_that_it_is_for_development() -> None:
    said = lines(allow_private=True)
    assert any("DEVELOPMENT ONLY" in line for line in said)
    assert "denied-peer-ip=10.0.0.0-10.255.255.255" not in said
    assert "denied-peer-ip=169.254.0.0-169.254.255.255" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"listen": ("relay.example.org",)}, "not an IP address"),
        ({"listen": ()}, "no address"),
        ({"cert": Path("/c.pem")}, "belong together"),
        ({"first_port": 60000, "last_port": 50000}, "no range"),
        ({"realm": "a\nno-auth"}, "space or #"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsInvalidError, match=said):
        TurnConfig(**(GIVEN | changes))
