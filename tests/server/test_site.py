from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from server.settings import load_settings
from server.site import find_site, own_names, recall, remember
from server.tls import Certificate, own_certificate

MACHINE = (ip_address("192.0.2.7"),)


def certificate(folder: Path, *, self_signed: bool = True, name: str = "localhost") -> Certificate:
    made = own_certificate(folder, [name], now=datetime.now(UTC))
    return dataclasses.replace(made, self_signed=self_signed)


def test_invites_point_to_the_address_others_reach(tmp_path: Path) -> None:
    site = find_site(load_settings(), certificate(tmp_path), MACHINE)
    assert site.origin == "https://192.0.2.7:8443"
    assert [address.url for address in site.addresses] == [site.origin, "https://localhost:8443"]
    assert all(address.microphone for address in site.addresses)


def test_a_certificate_made_here_is_vouched_for_by_its_fingerprint(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    assert find_site(load_settings(), made, MACHINE).fingerprint == made.fingerprint


def test_invites_point_to_the_public_address_and_trust_its_own_certificate(tmp_path: Path) -> None:
    settings = load_settings(public_url="https://lessons.example.org")
    site = find_site(settings, certificate(tmp_path), MACHINE)
    assert site.origin == "https://lessons.example.org"
    assert site.fingerprint is None


def test_a_public_address_at_our_own_port_still_needs_the_fingerprint(tmp_path: Path) -> None:
    settings = load_settings(public_url="https://klangbro.school.example.org:8443")
    assert find_site(settings, certificate(tmp_path), MACHINE).fingerprint is not None


def test_a_given_certificate_names_the_host_and_needs_no_fingerprint(tmp_path: Path) -> None:
    given = certificate(tmp_path, self_signed=False, name="school.example.org")
    settings = load_settings(tls_cert=given.cert, tls_key=given.key, port=443)
    site = find_site(settings, given, MACHINE)
    assert site.origin == "https://school.example.org"
    assert site.fingerprint is None


def test_without_tls_only_this_machine_has_a_microphone() -> None:
    site = find_site(load_settings(tls=False, port=8080), None, MACHINE)
    assert {a.url: a.microphone for a in site.addresses} == {
        "http://192.0.2.7:8080": False,
        "http://localhost:8080": True,
    }


def test_the_own_certificate_names_this_machine_and_the_public_host() -> None:
    names = own_names(load_settings(public_url="https://klangbro.school.example.org:8443"), MACHINE)
    assert {"localhost", "127.0.0.1", "::1", "192.0.2.7", "klangbro.school.example.org"} <= set(names)


def test_the_command_line_finds_the_address_the_server_ran_at(tmp_path: Path) -> None:
    site = find_site(load_settings(port=9999), certificate(tmp_path), MACHINE)
    assert recall(tmp_path) is None
    remember(tmp_path, site)
    assert recall(tmp_path) == site


def test_a_damaged_note_of_the_address_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text('{"origin": 1}')
    assert recall(tmp_path) is None
