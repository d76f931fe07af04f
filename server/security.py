"""What every answer tells the browser it may not do (OWASP Secure Headers, ASVS 5.0 chapter 3)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPANIONS = tuple(f"ws://127.0.0.1:{port}" for port in range(47810, 47815))
"""Where a page may look for its person's companion (client/companion/service.py, docs/adr/0016)."""


def headers(*, tls: bool, hsts: bool) -> Mapping[str, str]:
    """Return the headers of every answer.

    Parameters
    ----------
    tls : bool
        Pages are reached over https, so that only ``wss:`` is a WebSocket's scheme.
    hsts : bool
        Tell browsers to insist on https for a year. Only with a certificate that others vouch for: with one
        made on the spot, the person who has to accept it could no longer do so.
    """
    # Over https the only other socket is a companion on the person's own machine.
    sockets = " ".join(["wss:", *COMPANIONS]) if tls else "ws: wss:"
    policy = {
        "default-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "connect-src": f"'self' {sockets}",
        "img-src": "'self' blob: data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
    }
    always = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": (
            "microphone=(self), camera=(self), display-capture=(self), speaker-selection=(self), "
            "autoplay=(self), fullscreen=(self), midi=(self), picture-in-picture=(self), "
            "publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(self), "
            "accelerometer=(), bluetooth=(), browsing-topics=(), geolocation=(), gyroscope=(), hid=(), "
            "idle-detection=(), local-fonts=(), magnetometer=(), payment=(), serial=(), storage-access=(), "
            "usb=(), window-management=(), xr-spatial-tracking=()"
        ),
        # Together these isolate the page, which gives it a finer clock and shared memory with its worklet.
        # Harmless here: everything a page loads comes from this origin.
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return always | ({"Strict-Transport-Security": "max-age=31536000"} if hsts else {})


class SecurityHeaders:
    """ASGI middleware that puts the headers on every HTTP answer, errors included."""

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = dict(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    answer.setdefault(name, value)
                if str(scope["path"]).startswith("/api"):
                    answer.setdefault("Cache-Control", "no-store")  # invites are in there
            await send(message)

        await self._app(scope, receive, send_with_headers)
