from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from client.native.middlebox import inspection_sentence, issuer, proxy_sentence, shown_certificate

ORIGIN = "https://lessons.example.org:8443"


def name(organization: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)])


def certificate(folder: Path, issued_by: str, to: str = "lessons.example.org") -> tuple[Path, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .issuer_name(name(issued_by))
        .subject_name(name(to))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = folder / "both.pem"
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    written.write_bytes(secret + made.public_bytes(pem))
    return written, made.public_bytes(serialization.Encoding.DER)


@contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """A proxy on loopback that says one thing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(reply)

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(10)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "password (407)"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "refuses (status 403)"),
        (b"HTTP/1.1 200 Connection established\r\n\r\n", "speaks to its server directly"),
        (b"", "does not answer"),
    ],
)
def test_a_proxy_is_named_with_what_it_says(monkeypatch: pytest.MonkeyPatch, reply: bytes, said: str) -> None:
    with answering(reply) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        sentence = proxy_sentence(ORIGIN)
    assert f"127.0.0.1:{port}" in sentence
    assert said in sentence
    assert "school's IT" in sentence
    assert "lessons.example.org" in sentence


def test_without_a_proxy_there_is_nothing_to_say() -> None:
    assert proxy_sentence(ORIGIN) == ""


def test_a_server_the_proxy_is_not_for_is_not_blamed_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "lessons.example.org")
    assert proxy_sentence(ORIGIN) == ""


def test_whoever_opens_tls_is_named_by_the_certificate_they_show(tmp_path: Path) -> None:
    written, der = certificate(tmp_path, "Skolnet Web Filter")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shake_hands() -> None:
            connection, _ = listener.accept()
            with connection, context.wrap_socket(connection, server_side=True):
                pass

        thread = threading.Thread(target=shake_hands)
        thread.start()
        shown = shown_certificate(f"https://127.0.0.1:{listener.getsockname()[1]}")
        thread.join(10)
    assert shown == der
    sentence = inspection_sentence("lessons.example.org", shown)
    assert "Skolnet Web Filter" in sentence
    assert "TLS inspection" in sentence


def test_a_certificate_that_vouches_for_itself_accuses_nobody(tmp_path: Path) -> None:
    _, der = certificate(tmp_path, "Klangbro", to="Klangbro")
    assert issuer(der) is None
    assert inspection_sentence("lessons.example.org", der) == ""
    assert inspection_sentence("lessons.example.org", None) == ""
    assert inspection_sentence("lessons.example.org", b"no certificate") == ""
