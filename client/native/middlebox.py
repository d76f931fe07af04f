"""What a school's network may put between us and the server, told so that its IT can change it.

Only looked at once the server could not be reached or trusted: nothing of ours is sent through any of it.
"""

from __future__ import annotations

import socket
import ssl
import urllib.request
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

__all__ = ["inspection_sentence", "issuer", "proxy_of", "proxy_sentence", "shown_certificate"]

_WITHIN_S = 4.0
_PROXY_PORT = 8080
_AUTHENTICATE = 407  # RFC 9110, 15.5.8


def proxy_of(origin: str) -> SplitResult | None:
    """The proxy this machine is told to use for an origin (environment, or the system's settings)."""
    parts = urlsplit(origin)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxies = urllib.request.getproxies()
    said = proxies.get(parts.scheme) or proxies.get("all")
    return None if not said else urlsplit(said if "//" in said else f"//{said}")


def proxy_sentence(origin: str, *, within_s: float = _WITHIN_S) -> str:
    """What the proxy says when asked for the way to the server; empty where none is set."""
    proxy = proxy_of(origin)
    if proxy is None or not proxy.hostname:
        return ""
    name = f"{proxy.hostname}:{proxy.port or _PROXY_PORT}"
    target = urlsplit(origin)
    status = _ask(proxy, target, within_s)
    if status == _AUTHENTICATE:
        why = "which asks for a password (407)"
    elif status is None:
        why = "which does not answer"
    elif status == 200:
        why = "and Klangbro speaks to its server directly"
    else:
        why = f"which refuses (status {status})"
    return (
        f"This network has a proxy, {name}, {why}. For the school's IT: let {target.hostname} past the proxy,"
        f" TCP to port {target.port or 443}, and UDP to its relay."
    )


def _ask(proxy: SplitResult, target: SplitResult, within_s: float) -> int | None:
    where = f"{target.hostname}:{target.port or 443}"
    request = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n"
    address = (proxy.hostname or "", proxy.port or _PROXY_PORT)
    try:
        with socket.create_connection(address, timeout=within_s) as connection:
            connection.sendall(request.encode())
            words = connection.recv(256).split()
    except OSError:
        return None
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def shown_certificate(origin: str, *, within_s: float = _WITHIN_S) -> bytes | None:
    """The certificate (DER) that stands where the server should be; None if none is shown."""
    target = urlsplit(origin)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it is only looked at
    try:
        with (
            socket.create_connection((target.hostname or "", target.port or 443), timeout=within_s) as plain,
            context.wrap_socket(plain, server_hostname=target.hostname) as tls,
        ):
            return tls.getpeercert(binary_form=True)
    except (OSError, ValueError):
        return None


def issuer(certificate: bytes) -> str | None:
    """Who issued a certificate; None where it vouches for itself or does not say."""
    try:
        read = x509.load_der_x509_certificate(certificate)
    except ValueError:
        return None
    if read.issuer == read.subject:
        return None
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in read.issuer.get_attributes_for_oid(oid):
            text = "".join(one for one in str(attribute.value) if one.isprintable()).strip()
            if text:
                return text[:80]
    return None


def inspection_sentence(host: str, certificate: bytes | None) -> str:
    """Name whoever opens TLS in between, by the certificate they show; empty if that cannot be told."""
    who = None if certificate is None else issuer(certificate)
    if who is None:
        return ""
    return (
        f"{host} shows a certificate issued by {who}, not the one of the invite: this network opens encrypted"
        f" connections (TLS inspection), or it is another server. For the school's IT: exempt {host} from"
        " inspection. Klangbro has sent nothing."
    )
