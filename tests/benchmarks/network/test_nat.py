from __future__ import annotations

from benchmarks.network.nat import Seen, classify

LOCAL = ("10.0.0.7", 40000)
SERVER, SECOND, STUN = ("192.0.2.1", 8443), ("192.0.2.1", 51000), ("198.51.100.1", 3478)
OUTSIDE = ("203.0.113.5", 61000)


def test_an_own_address_seen_outside_is_no_translation() -> None:
    found = classify(LOCAL, [Seen(SERVER, LOCAL), Seen(STUN, LOCAL)], knocked=True)
    assert (found.mapping, found.filtering) == ("none", "open-to-other-ports")


def test_alike_for_everyone_is_endpoint_independent() -> None:
    found = classify(LOCAL, [Seen(one, OUTSIDE) for one in (SERVER, SECOND, STUN)], knocked=False)
    assert (found.mapping, found.filtering) == ("endpoint-independent", "port-dependent")
    assert "cannot be told" not in found.words


def test_what_one_server_cannot_tell_is_said() -> None:
    found = classify(LOCAL, [Seen(one, OUTSIDE) for one in (SERVER, SECOND)], knocked=False)
    assert "cannot be told" in found.words
    assert classify(LOCAL, [Seen(SERVER, OUTSIDE)], knocked=False).mapping == "unknown"


def test_another_port_for_every_port_is_symmetric() -> None:
    other = (OUTSIDE[0], 61001)
    found = classify(LOCAL, [Seen(SERVER, OUTSIDE), Seen(SECOND, other)], knocked=False)
    assert found.mapping == "symmetric" and "relay" in found.words


def test_another_address_for_every_server_depends_on_the_address() -> None:
    seen = [Seen(SERVER, OUTSIDE), Seen(SECOND, OUTSIDE), Seen(STUN, (OUTSIDE[0], 61001))]
    assert classify(LOCAL, seen, knocked=True).mapping == "address-dependent"


def test_nobody_who_answers_is_nothing_known() -> None:
    assert classify(LOCAL, [], knocked=False).mapping == "unknown"
