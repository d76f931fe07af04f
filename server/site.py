"""Where people reach this server: the origin that invites point to, and what vouches for it."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from server.addresses import (
    LOCAL_NAMES,
    Address,
    IpAddress,
    describe,
    machine_addresses,
    origin,
    served_hosts,
)
from server.data_dir import make_data_dir, write_private
from server.settings import Settings
from server.tls import Certificate, given_certificate, own_certificate

SITE_FILE = "site.json"
_NAME = re.compile(r"[A-Za-z0-9.:_-]{1,253}")


@dataclass(frozen=True)
class Site:
    """``origin`` stands at the front of invites; ``fingerprint`` (or None) lets native clients check it.

    ``addresses`` are all origins the server answers at, that one included.
    """

    origin: str
    fingerprint: str | None
    addresses: tuple[Address, ...]

    @property
    def new_lesson_page(self) -> str:
        return f"{self.origin}/new"


def prepare_site(settings: Settings) -> tuple[Site, Certificate | None]:
    """Find the certificate (making one if none is given) and the addresses, and remember them.

    Raises
    ------
    CertificateInvalidError, DatabaseUnavailableError
    """
    machine = machine_addresses()
    certificate = None
    if settings.tls_cert is not None and settings.tls_key is not None:
        certificate = given_certificate(settings.tls_cert, settings.tls_key)
    elif settings.tls:
        make_data_dir(settings.data_dir)
        certificate = own_certificate(settings.data_dir, own_names(settings, machine), now=datetime.now(UTC))
    return find_site(settings, certificate, machine), certificate


def own_names(settings: Settings, machine: Iterable[IpAddress]) -> tuple[str, ...]:
    """Return every name and address a certificate made here should be good for."""
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    host_name = socket.gethostname().lower()
    names = (*LOCAL_NAMES, *served_hosts(settings.host, machine), public, host_name, f"{host_name}.local")
    return tuple(dict.fromkeys(name for name in names if name and _NAME.fullmatch(name)))


def find_site(settings: Settings, certificate: Certificate | None, machine: Iterable[IpAddress]) -> Site:
    """Work out the addresses from the settings, the certificate and the machine's networks.

    The invites' origin is the public address if one is set; else the given certificate's name; else the
    address of this machine that others most likely reach.
    """
    hosts = served_hosts(settings.host, machine)
    named = _certificate_name(settings, certificate)
    if named is not None:
        hosts = (named, *(host for host in hosts if host != named))
    urls = [origin(settings.scheme, host, settings.port) for host in hosts]
    if settings.public_url is not None:
        urls.insert(0, settings.public_url)
    addresses = tuple(describe(url) for url in dict.fromkeys(urls))
    vouch = certificate is not None and certificate.self_signed and _reaches_us(settings)
    return Site(urls[0], certificate.fingerprint if certificate and vouch else None, addresses)


def _certificate_name(settings: Settings, certificate: Certificate | None) -> str | None:
    if certificate is None or settings.tls_cert is None:
        return None
    return next((name for name in certificate.names if "*" not in name), None)


def _reaches_us(settings: Settings) -> bool:
    """Tell whether the public address is this very listener rather than a proxy with its own certificate."""
    if settings.public_url is None:
        return True
    parts = urlsplit(settings.public_url)
    return parts.scheme == "https" and (parts.port or 443) == settings.port


def remember(data_dir: Path, site: Site) -> None:
    """Keep the site in the data directory, so that ``klangbro admin`` writes the same invites."""
    write_private(data_dir / SITE_FILE, json.dumps(asdict(site)).encode())


def recall(data_dir: Path) -> Site | None:
    """Return the site of the server that last ran on this data directory, or None."""
    try:
        kept = json.loads((data_dir / SITE_FILE).read_text(encoding="utf-8"))
        addresses = tuple(Address(**address) for address in kept["addresses"])
        return Site(str(kept["origin"]), kept["fingerprint"], addresses)
    except (OSError, ValueError, KeyError, TypeError):
        return None
