"""The way to a server: a WebSocket over TLS whose certificate is the invite's, or one the system trusts."""

from __future__ import annotations

import hashlib
import hmac
import ssl

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_websocket
from websockets.exceptions import ConnectionClosed, WebSocketException

from signaling.connection import Connection, ConnectionLost, Connector, NotText
from signaling.invite import Invite

PING_INTERVAL_S = 5.0
PING_TIMEOUT_S = 15.0
OPEN_TIMEOUT_S = 10.0
MAX_SERVER_BYTES = 1024 * 1024


class ServerNotTrusted(Exception):  # noqa: N818
    """The server's certificate does not hold; nothing of ours was sent to it, and trying again is no help."""


class PinMismatch(ServerNotTrusted):
    """The server shows another certificate than the invite promised."""


class SocketConnection:
    """A websockets client connection as a `signaling.connection.Connection`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def receive(self) -> str:
        """The next text."""
        try:
            text = await self._socket.recv()
        except ConnectionClosed:
            raise ConnectionLost from None
        if not isinstance(text, str):
            raise NotText
        return text

    async def send(self, text: str, /) -> None:
        """Send; waits while the network does not take it."""
        try:
            await self._socket.send(text)
        except ConnectionClosed:
            raise ConnectionLost from None

    async def close(self, code: int, reason: str, /) -> None:
        """Close, and wait for the other side at most a moment."""
        await self._socket.close(code, reason)


def tls_context(invite: Invite) -> ssl.SSLContext | None:
    """TLS as the invite asks for it: the pinned certificate, else the system's trust."""
    if not invite.websocket_url.startswith("wss:"):
        return None
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if invite.fingerprint is not None:
        # The certificate was made on the spot and no authority knows it; `check_pin` compares the
        # whole certificate before the token, or anything else of ours, is sent.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_pin(invite: Invite, certificate: bytes | None) -> None:
    """Compare a certificate (DER) with the invite's fingerprint.

    Raises
    ------
    PinMismatch
        It is another one.
    """
    if invite.fingerprint is None:
        return
    shown = hashlib.sha256(certificate or b"").hexdigest()
    if not hmac.compare_digest(shown, invite.fingerprint):
        raise PinMismatch("the server's certificate is not the one in the invite; ask for a new invite")


def socket_connector(invite: Invite) -> Connector:
    """A way to the server of an invite over WebSocket."""

    async def connect() -> Connection:
        try:
            socket = await open_websocket(
                invite.websocket_url,
                ssl=tls_context(invite),
                open_timeout=OPEN_TIMEOUT_S,
                ping_interval=PING_INTERVAL_S,
                ping_timeout=PING_TIMEOUT_S,
                close_timeout=2.0,
                max_size=MAX_SERVER_BYTES,
                compression=None,
                user_agent_header=None,
            )
        except ssl.SSLCertVerificationError:
            raise ServerNotTrusted(
                "the server's certificate is not known here; use the invite exactly as the server printed it"
            ) from None
        except (OSError, TimeoutError, WebSocketException) as error:
            raise ConnectionLost(f"the server cannot be reached ({type(error).__name__})") from None
        if invite.fingerprint is not None and invite.websocket_url.startswith("wss:"):
            tls = socket.transport.get_extra_info("ssl_object")
            try:
                check_pin(invite, tls.getpeercert(binary_form=True))
            except PinMismatch:
                await socket.close()
                raise
        return SocketConnection(socket)

    return connect
