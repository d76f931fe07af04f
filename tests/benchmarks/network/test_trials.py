from __future__ import annotations

from typing import Literal

from benchmarks.network.record import TrialFound
from benchmarks.network.trials import stun_addresses, verdict


def trial(way: Literal["udp", "tcp", "tls"], port: int, ok: bool) -> TrialFound:
    scheme, transport = ("turns" if way == "tls" else "turn"), ("udp" if way == "udp" else "tcp")
    url = f"{scheme}:relay.example:{port}?transport={transport}"
    return TrialFound(url=url, way=way, ok=ok, took_ms=None, problem="" if ok else "silent")


def test_what_gets_through_is_named() -> None:
    tls, tcp, udp = trial("tls", 443, True), trial("tcp", 3478, True), trial("udp", 3478, True)
    no_tcp, no_udp, no_tls = trial("tcp", 3478, False), trial("udp", 3478, False), trial("tls", 443, False)
    assert verdict(udp=True, stun=False, server_port=443, trials=[]) == "open"
    assert verdict(udp=False, stun=True, server_port=443, trials=[]) == "relay_udp"
    assert verdict(udp=False, stun=False, server_port=443, trials=[udp]) == "relay_udp"
    assert verdict(udp=False, stun=False, server_port=443, trials=[no_udp, tcp, tls]) == "no_udp"
    assert verdict(udp=False, stun=False, server_port=443, trials=[no_udp, no_tcp, tls]) == "only_443"
    assert verdict(udp=False, stun=False, server_port=8443, trials=[no_udp, no_tcp, tls]) == "no_udp"
    assert verdict(udp=False, stun=False, server_port=443, trials=[no_udp, no_tcp, no_tls]) == "nothing"
    assert verdict(udp=False, stun=False, server_port=443, trials=[]) == "no_udp"


def test_who_answers_stun_is_read_from_the_servers_list() -> None:
    urls = ["stun:a.example", "turn:b.example:3479?transport=udp", "turn:b.example:3479?transport=tcp"]
    assert stun_addresses([{"urls": [*urls, "turns:b.example:443"]}]) == [
        ("a.example", 3478),
        ("b.example", 3479),
    ]
