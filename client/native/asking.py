"""One question to the server over HTTP, with the invite as bearer; the certificate is looked at first."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from signaling.dialling import check_pin, tls_context
from signaling.invite import Invite

__all__ = ["Refused", "ask"]

_MOST_BYTES = 64 * 1024 * 1024


class Refused(http.client.HTTPException):
    """The server answered something else than 200; ``status`` is what."""

    def __init__(self, method: str, path: str, status: int) -> None:
        super().__init__(f"{method} {path}: {status}")
        self.status = status


def ask(
    invite: Invite, method: str, path: str, *, patience_s: float = 60.0, json_body: str | None = None
) -> bytes:
    """Ask, and return what is answered.

    Raises
    ------
    Refused
        The answer is another than 200, or longer than 64 MiB.
    OSError, http.client.HTTPException
        The server cannot be reached, or breaks off.
    PinMismatch
        It shows another certificate than the invite says; nothing of ours was sent.

    Notes
    -----
    Blocks: call it in a thread. Thread-safe: yes. Realtime-safe: no.
    """
    where = urlsplit(invite.origin)
    tls = tls_context(invite)
    connection = (
        http.client.HTTPConnection(where.netloc, timeout=patience_s)
        if tls is None
        else http.client.HTTPSConnection(where.netloc, timeout=patience_s, context=tls)
    )
    try:
        connection.connect()
        if isinstance(connection.sock, ssl.SSLSocket):  # before anything of ours is sent
            check_pin(invite, connection.sock.getpeercert(True))
        headers = {"Authorization": f"Bearer {invite.token}"}
        if json_body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, body=json_body, headers=headers)
        answer = connection.getresponse()
        body = answer.read(_MOST_BYTES + 1)
        if answer.status != 200 or len(body) > _MOST_BYTES:
            raise Refused(method, path, answer.status)
        return body
    finally:
        connection.close()
