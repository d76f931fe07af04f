from __future__ import annotations

import hashlib
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.errors import CertificateInvalidError
from server.tls import LIFETIME, RENEW_BEFORE, given_certificate, own_certificate

NOW = datetime.now(UTC)


def test_the_certificate_is_good_for_every_name_and_address(tmp_path: Path) -> None:
    names = ("localhost", "school.local", "127.0.0.1", "192.0.2.7", "2001:db8::7")
    assert set(own_certificate(tmp_path, names, now=NOW).names) == set(names)


def test_the_fingerprint_is_the_sha256_of_the_der_form(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW)
    der = ssl.PEM_cert_to_DER_cert(made.cert.read_text())
    assert made.fingerprint == hashlib.sha256(der).hexdigest()
    assert made.self_signed


def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_the_same_certificate_is_kept_while_it_serves(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, ["localhost", "192.0.2.7"], now=NOW)
    assert own_certificate(tmp_path, ["localhost"], now=NOW + timedelta(days=100)) == first


def test_the_certificate_is_renewed_before_it_expires(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, ["localhost"], now=NOW)
    later = own_certificate(tmp_path, ["localhost"], now=NOW + LIFETIME - RENEW_BEFORE)
    assert later.fingerprint != first.fingerprint
    assert later.expires > first.expires


def test_a_new_address_gives_a_new_certificate_that_keeps_the_old_names(tmp_path: Path) -> None:
    own_certificate(tmp_path, ["localhost", "192.0.2.7"], now=NOW)
    moved = own_certificate(tmp_path, ["localhost", "198.51.100.3"], now=NOW)
    assert {"192.0.2.7", "198.51.100.3"} <= set(moved.names)
    assert own_certificate(tmp_path, ["localhost", "192.0.2.7"], now=NOW) == moved


def test_a_damaged_certificate_is_made_anew(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW)
    made.cert.write_text("damaged")
    assert own_certificate(tmp_path, ["localhost"], now=NOW).fingerprint != made.fingerprint


def test_a_client_that_trusts_the_certificate_can_shake_hands(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(made.cert, made.key)
    theirs = ssl.create_default_context(cafile=made.cert)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = ours.wrap_bio(to_server, to_client, server_side=True)
    client = theirs.wrap_bio(to_client, to_server, server_hostname="localhost")
    finished: set[ssl.SSLObject] = set()
    for _ in range(10):
        for end in (client, server):
            try:
                end.do_handshake()
                finished.add(end)
            except ssl.SSLWantReadError:
                continue
    assert finished == {client, server}


def test_a_given_certificate_is_read(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["school.example.org"], now=NOW)
    assert given_certificate(made.cert, made.key) == made


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = own_certificate(tmp_path / "one", ["localhost"], now=NOW)
    two = own_certificate(tmp_path / "two", ["localhost"], now=NOW)
    with pytest.raises(CertificateInvalidError, match="is not the key of"):
        given_certificate(one.cert, two.key)


def test_a_missing_certificate_is_named(tmp_path: Path) -> None:
    with pytest.raises(CertificateInvalidError, match=r"absent\.pem cannot be read"):
        given_certificate(tmp_path / "absent.pem", tmp_path / "absent.key")


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW)
    made.cert.write_text("hello")
    with pytest.raises(CertificateInvalidError, match="PEM"):
        given_certificate(made.cert, made.key)


def test_an_expired_certificate_is_named(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["localhost"], now=NOW - LIFETIME - timedelta(days=2))
    with pytest.raises(CertificateInvalidError, match="expired on"):
        given_certificate(made.cert, made.key)
