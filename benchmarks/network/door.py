"""The server's API as the bench uses it: over HTTPS, directly or through the network's own proxy."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from client.native import middlebox
from signaling.dialling import PinMismatch, check_pin
from signaling.invite import Invite, InviteError, normal_fingerprint, parse

_PATIENCE = httpx.Timeout(10.0, connect=5.0)
_CHUNK = b"\0" * 65536
_REFUSALS = frozenset((400, 401, 403, 404, 413, 422))


class DoorError(Exception):
    """The server cannot be spoken to; the message says what stands in between and what to do."""


class RefusedError(DoorError):
    """The server has answered, and does not take it: asked again it would say the same.

    Parameters
    ----------
    words : str
    status : int
        Of HTTP.
    """

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Target:
    """Where to measure to, and what opens it."""

    origin: str
    key: str = field(repr=False)
    fingerprint: str | None = None

    @property
    def digest(self) -> str:
        """Which server and key it is, for the name of a file; nobody gets the key back from it."""
        return hashlib.sha256(f"{self.origin} {self.key}".encode()).hexdigest()[:16]

    @property
    def host(self) -> str:
        """Its name."""
        return urlsplit(self.origin).hostname or ""

    @property
    def port(self) -> int:
        """Where it speaks HTTPS."""
        parts = urlsplit(self.origin)
        return parts.port or (443 if parts.scheme == "https" else 80)


def read_target(text: str, fingerprint: str | None = None) -> Target:
    """Read what ``--to`` says: an invite, the new-lesson link, or a place's link.

    Raises
    ------
    DoorError
        It is neither (the message never repeats what is secret in it).
    """
    parts = urlsplit(text.strip())
    try:
        if parts.path.rstrip("/") in ("/new", "/place"):
            said = parse_qs(parts.fragment)
            shown = fingerprint or next(iter(said.get("fp", [])), None)
            if not said.get("k") or parts.scheme not in ("http", "https") or not parts.hostname:
                raise DoorError("This link is not whole. Copy all of it, with what is behind the #.")
            promised = None if shown is None else normal_fingerprint(shown)
            return Target(f"{parts.scheme}://{parts.netloc}", said["k"][0], promised)
        invite = parse(text)
    except InviteError as error:
        raise DoorError(
            "--to wants an invite or the new-lesson link, as klangbro serve prints them, or a place's link "
            f"({error})."
        ) from error
    pin = invite.fingerprint if fingerprint is None else normal_fingerprint(fingerprint)
    return Target(invite.origin, invite.token, pin)


def read_place(text: str) -> Target:
    """Read a place's link, which alone opens a place's page.

    Raises
    ------
    DoorError
        It is another link, or none.
    """
    if urlsplit(text.strip()).path.rstrip("/") != "/place":
        raise DoorError("This is no place's link. A technician gets one on the page Places.")
    return read_target(text)


class Door:
    """An open way to the API of one server; a context manager.

    Parameters
    ----------
    target : Target

    Attributes
    ----------
    by : {"direct", "proxy"}
        How it was reached.
    opened_by : list of str
        What has opened the encryption on the way, as the server sees it.

    Raises
    ------
    DoorError
        On entering: it cannot be reached or trusted.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._client: httpx.Client | None = None
        self.by = "direct"
        self.opened_by: list[str] = []

    def __enter__(self) -> Door:
        try:
            self._client = self._enter(None)
        except httpx.TransportError as direct:
            if isinstance(direct.__cause__, httpx.ProxyError) or "CERTIFICATE_VERIFY" in str(direct):
                raise DoorError(self._untrusted()) from direct
            proxy = middlebox.proxy_of(self._target.origin)
            if proxy is None:
                raise DoorError(
                    f"{self._target.host} does not answer on TCP port {self._target.port}. "
                    "For the school's IT: let HTTPS out to it."
                ) from direct
            try:
                self._client = self._enter(proxy.geturl() if proxy.scheme else f"http:{proxy.geturl()}")
            except httpx.HTTPError as error:
                raise DoorError(middlebox.proxy_sentence(self._target.origin) or str(error)) from error
            self.by = "proxy"
        self.opened_by = self._get("/api/reach")["opened_by"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def _enter(self, proxy: str | None) -> httpx.Client:
        """Trust exactly the certificate of the invite, or whom the system trusts; nothing is said before."""
        verify: ssl.SSLContext | bool = True
        if self._target.fingerprint is not None and self._target.origin.startswith("https:"):
            verify = self._pinned(proxy)
        else:
            with self._made(True, proxy) as first:
                first.get("/healthz")
        client = self._made(verify, proxy)
        client.headers["Authorization"] = f"Bearer {self._target.key}"
        return client

    def _made(self, verify: ssl.SSLContext | bool, proxy: str | None) -> httpx.Client:
        return httpx.Client(
            base_url=self._target.origin, verify=verify, proxy=proxy, trust_env=False, timeout=_PATIENCE
        )

    def _pinned(self, proxy: str | None) -> ssl.SSLContext:
        blind = ssl.create_default_context()
        blind.check_hostname = False
        blind.verify_mode = ssl.CERT_NONE  # only looked at; the next context trusts what was promised
        with self._made(blind, proxy) as first, first.stream("GET", "/healthz") as answer:
            shown = answer.extensions["network_stream"].get_extra_info("ssl_object")
            certificate: bytes = shown.getpeercert(True) or b""
        try:
            check_pin(Invite(self._target.origin, "a.b.c", self._target.fingerprint), certificate)
        except PinMismatch as error:
            named = middlebox.inspection_sentence(self._target.host, certificate)
            raise DoorError(named or f"{error}.") from error
        context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(certificate))
        context.check_hostname = False
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return context

    def _untrusted(self) -> str:
        shown = middlebox.shown_certificate(self._target.origin)
        return middlebox.inspection_sentence(self._target.host, shown) or (
            f"{self._target.host} shows a certificate that is not known here. Use the invite exactly as the "
            "server printed it, or give its --fingerprint."
        )

    def _get(self, path: str) -> Any:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        """Ask, and say plainly where nothing comes back: whoever waits for hours may try again."""
        try:
            answer = self._open.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise DoorError(f"{self._target.host} stopped answering ({type(error).__name__}).") from error
        return self._said(answer)

    @property
    def _open(self) -> httpx.Client:
        assert self._client is not None, "the door is not open"
        return self._client

    def _said(self, answer: httpx.Response) -> Any:
        if answer.is_error:
            try:
                error = answer.json()["error"]
                words = f"{error['text']} {error.get('remedy', '')}".strip()
            except (ValueError, KeyError, TypeError):
                words = f"The server answered with status {answer.status_code}."
            # A busy or broken server may take the same later; who asked wrongly is refused again.
            if answer.status_code in _REFUSALS:
                raise RefusedError(words, answer.status_code)
            raise DoorError(words)
        return answer.json() if answer.content else None

    def post(self, path: str, body: dict[str, object]) -> Any:
        """Ask for something to be made."""
        return self._ask("POST", path, body)

    def may_measure(self) -> bool:
        """With a place's link: whether no lesson goes on."""
        return bool(self._get("/api/readiness/turn")["free"])

    def permit(self) -> dict[str, Any]:
        """Ask for a measurement."""
        return dict(self._ask("POST", "/api/measuring"))

    def arrived(self, session: str, run: int) -> list[tuple[int, int]]:
        """What the server got of a run: sequence numbers and its clock's ns."""
        said = self._get(f"/api/measuring/{session}/runs/{run}")
        return list(zip(said["sequence"], said["at_ns"], strict=True))

    def over(self, session: str) -> None:
        """Give the permission back."""
        self._open.delete(f"/api/measuring/{session}")

    def load_down(self, session: str, most_bytes: int) -> Iterator[int]:
        """Fetch noise; yields how many bytes came with each piece."""
        left = most_bytes
        with self._open.stream("GET", f"/api/measuring/{session}/load") as answer:
            for piece in answer.iter_raw(len(_CHUNK)):
                yield len(piece)
                left -= len(piece)
                if left <= 0:
                    return

    def load_up(self, session: str, pieces: Iterator[bytes]) -> None:
        """Send noise until there is no more of it."""
        self._open.post(f"/api/measuring/{session}/load", content=pieces)
