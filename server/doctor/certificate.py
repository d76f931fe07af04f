"""The certificate: whose, until when, for which names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from server.doctor.finding import Finding
from server.errors import ServerError
from server.settings import Settings
from server.tls import Certificate, given_certificate

SOON = timedelta(days=14)


def check_certificate(settings: Settings, *, now: datetime | None = None) -> Finding:
    """Judge the certificate this server would show."""
    if not settings.tls:
        if settings.public_url is not None and settings.public_url.startswith("https:"):
            return Finding.of("tls", "good", "proxy", address=settings.public_url)
        return Finding.of("tls", "bad", "no_https")
    try:
        found = _read(settings)
    except ServerError as error:
        return Finding("tls", "bad", str(error), error.remedy)
    if found is None:
        return Finding.of("tls", "good", "no_certificate")
    return judge(found, settings.public_url, now=now or datetime.now(UTC))


def judge(found: Certificate, public_url: str | None, *, now: datetime) -> Finding:
    """Judge a certificate against the address people open."""
    left = found.expires - now
    until = f"{found.expires:%Y-%m-%d}"
    if left <= timedelta():
        return Finding.of("tls", "bad", "certificate_over", until=until)
    host = urlsplit(public_url).hostname if public_url else None
    if host is not None and not any(_matches(name, host) for name in found.names):
        return Finding.of("tls", "bad", "certificate_names", names=", ".join(found.names), host=host)
    if left < SOON and not found.self_signed:
        return Finding.of("tls", "warning", "certificate_soon", until=until, days=left.days)
    if found.self_signed:
        return Finding.of("tls", "warning", "certificate_own", until=until)
    return Finding.of("tls", "good", "certificate_good", until=until)


def _read(settings: Settings) -> Certificate | None:
    if settings.tls_cert is not None and settings.tls_key is not None:
        return given_certificate(settings.tls_cert, settings.tls_key)
    cert, key = (settings.data_dir / name for name in ("certificate.pem", "certificate-key.pem"))
    return given_certificate(cert, key) if cert.exists() and key.exists() else None


def _matches(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])
