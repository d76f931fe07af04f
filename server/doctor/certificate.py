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
        behind = settings.public_url is not None and settings.public_url.startswith("https:")
        if behind:
            return Finding("tls", "good", f"A proxy speaks https for this server ({settings.public_url}).")
        return Finding(
            "tls",
            "bad",
            "Pages are served without https, and so have no microphone.",
            "Start without --no-tls, or put https before it and set KLANGBRO_PUBLIC_URL.",
        )
    try:
        found = _read(settings)
    except ServerError as error:
        return Finding("tls", "bad", str(error), error.remedy)
    if found is None:
        return Finding("tls", "good", "No certificate yet: klangbro serve makes one when it starts.")
    return judge(found, settings.public_url, now=now or datetime.now(UTC))


def judge(found: Certificate, public_url: str | None, *, now: datetime) -> Finding:
    """Judge a certificate against the address people open."""
    left = found.expires - now
    until = f"until {found.expires:%Y-%m-%d}"
    if left <= timedelta():
        return Finding("tls", "bad", f"The certificate was good {until}.", "Renew it and start again.")
    host = urlsplit(public_url).hostname if public_url else None
    if host is not None and not any(_matches(name, host) for name in found.names):
        names = ", ".join(found.names)
        return Finding(
            "tls", "bad", f"The certificate is for {names}, not for {host}.", f"Get one that names {host}."
        )
    if left < SOON and not found.self_signed:
        return Finding(
            "tls", "warning", f"The certificate is good {until}: {left.days} days.", "See that it is renewed."
        )
    if found.self_signed:
        return Finding(
            "tls",
            "warning",
            f"The certificate was made on this machine (good {until}); every browser asks once.",
            "For schools get one that browsers know: see OPERATING.md.",
        )
    return Finding("tls", "good", f"The certificate is good {until}.")


def _read(settings: Settings) -> Certificate | None:
    if settings.tls_cert is not None and settings.tls_key is not None:
        return given_certificate(settings.tls_cert, settings.tls_key)
    cert, key = (settings.data_dir / name for name in ("certificate.pem", "certificate-key.pem"))
    return given_certificate(cert, key) if cert.exists() and key.exists() else None


def _matches(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])
