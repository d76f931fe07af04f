from __future__ import annotations

from ipaddress import ip_address

import pytest

from server.addresses import describe, machine_addresses, origin, served_hosts

MACHINE = (ip_address("192.0.2.7"), ip_address("2001:db8::7"))


def test_no_loopback_or_link_local_address_is_offered_to_others() -> None:
    assert not any(a.is_loopback or a.is_link_local for a in machine_addresses())


@pytest.mark.parametrize(
    ("host", "hosts"),
    [
        ("0.0.0.0", ("192.0.2.7", "localhost")),
        ("::", ("192.0.2.7", "2001:db8::7", "localhost")),
        ("127.0.0.1", ("localhost",)),
        ("192.0.2.7", ("192.0.2.7",)),
        ("school.example.org", ("school.example.org",)),
    ],
)
def test_hosts_people_can_type_follow_from_where_we_listen(host: str, hosts: tuple[str, ...]) -> None:
    assert served_hosts(host, MACHINE) == hosts


@pytest.mark.parametrize(
    ("scheme", "host", "port", "written"),
    [
        ("https", "localhost", 8443, "https://localhost:8443"),
        ("https", "example.org", 443, "https://example.org"),
        ("http", "example.org", 80, "http://example.org"),
        ("https", "2001:db8::7", 8443, "https://[2001:db8::7]:8443"),
    ],
)
def test_an_origin_is_written_as_a_browser_does(scheme: str, host: str, port: int, written: str) -> None:
    assert origin(scheme, host, port) == written


@pytest.mark.parametrize(
    ("url", "microphone"),
    [
        ("https://192.0.2.7:8443", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://192.0.2.7:8080", False),
        ("http://localhost.example.org:8080", False),
    ],
)
def test_a_page_has_a_microphone_over_https_or_on_this_machine(url: str, microphone: bool) -> None:
    assert describe(url).microphone is microphone


def test_an_address_without_a_microphone_says_what_to_do() -> None:
    assert "--no-tls" in describe("http://192.0.2.7:8080").why
