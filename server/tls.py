"""The certificate: a given one, or one made on the spot, since a page has no microphone without https."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.data_dir import write_private
from server.errors import CertificateInvalidError

LIFETIME = timedelta(days=397)  # what browsers accept at most of a certificate (CA/B Forum, 6.3.2)
RENEW_BEFORE = timedelta(days=30)
MAX_NAMES = 32


@dataclass(frozen=True)
class Certificate:
    """A certificate and where it lies.

    ``fingerprint`` is the SHA-256 of its DER form in lower-case hex, as native invites carry it;
    ``self_signed`` says that nobody else vouches for it, so that invites must.
    """

    cert: Path
    key: Path
    fingerprint: str
    names: tuple[str, ...]
    self_signed: bool
    expires: datetime


def given_certificate(cert: Path, key: Path) -> Certificate:
    """Read a certificate (PEM, chain after it) and check that its key belongs to it.

    Raises
    ------
    CertificateInvalidError
        A file cannot be read, is not PEM, is out of date, or the key is another certificate's.
    """
    for path in (cert, key):
        if not os.access(path, os.R_OK):
            raise CertificateInvalidError(
                f"{path} cannot be read.", "Check the path, and that the user who runs Klangbro may read it."
            )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=_no_password)
        read = _describe(cert, key)
    except (ssl.SSLError, ValueError) as error:
        mismatch = "MISMATCH" in str(error).upper()
        raise CertificateInvalidError(
            f"{key} is not the key of {cert}."
            if mismatch
            else f"{cert} and {key} are not PEM files Klangbro can use.",
            "Give the certificate and key that were issued together, in PEM form and without a password.",
        ) from error
    if read.expires <= datetime.now(UTC):
        raise CertificateInvalidError(f"{cert} expired on {read.expires:%Y-%m-%d}.", "Renew it.")
    return read


def own_certificate(folder: Path, names: Iterable[str], *, now: datetime) -> Certificate:
    """Return the certificate kept in ``folder``; make one when it is missing, old, or lacks a name.

    A new one keeps the names of the old, so that a laptop that moves between two networks settles on one
    certificate, which a browser has to be told to trust only once.
    """
    cert, key = folder / "certificate.pem", folder / "certificate-key.pem"
    wanted = tuple(dict.fromkeys(names))
    kept: tuple[str, ...] = ()
    if cert.exists() and key.exists():
        try:
            old = given_certificate(cert, key)
        except CertificateInvalidError:
            old = None
        if old is not None:
            if set(wanted) <= set(old.names) and old.expires - now > RENEW_BEFORE:
                return old
            kept = old.names
    _make(cert, key, tuple(dict.fromkeys((*wanted, *kept)))[:MAX_NAMES], now)
    return _describe(cert, key)


def _make(cert: Path, key: Path, names: Sequence[str], now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Klangbro")])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a pupil's clock may be behind
        .not_valid_after(now + LIFETIME - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(key, secret)
    write_private(cert, made.public_bytes(pem))


def _describe(cert: Path, key: Path) -> Certificate:
    read = x509.load_pem_x509_certificate(cert.read_bytes())
    return Certificate(
        cert=cert,
        key=key,
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
        names=_names(read),
        self_signed=read.issuer == read.subject,
        expires=read.not_valid_after_utc,
    )


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = (str(address) for address in names.get_values_for_type(x509.IPAddress))
    return (*names.get_values_for_type(x509.DNSName), *addresses)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _no_password() -> str:
    # Without this callback OpenSSL would ask on the terminal, and the server would wait for ever.
    raise ValueError("the key has a password")
