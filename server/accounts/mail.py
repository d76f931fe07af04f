"""Mail, by the SMTP server that was set. Nothing of it is logged but that it failed."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

import structlog

from server.settings import Settings

TIMEOUT_S = 15.0
_PORTS = {"smtp": 587, "smtps": 465}

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.mail")


class Mail:
    """Sends letters, over TLS unless the mail server is this very machine.

    Parameters
    ----------
    url : str
        ``smtps://name:password@host:465``, or ``smtp:`` for a connection that begins in the clear.
    sender : str
        The address it comes from.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._posting: set[asyncio.Task[bool]] = set()

    async def post(self, letter: EmailMessage) -> bool:
        """Send a letter; return whether the mail server took it."""
        letter["From"] = self._sender
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        try:
            await asyncio.to_thread(_send, self._server, letter)
        except (OSError, smtplib.SMTPException) as error:  # the error's own words may hold an address
            log.warning("mail not sent", reason=type(error).__name__)
            return False
        return True

    def post_later(self, letter: EmailMessage) -> None:
        """Send without anybody waiting: how long it takes would tell whether there was one to send."""
        task = asyncio.create_task(self.post(letter))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def close(self) -> None:
        """Wait for what is on its way."""
        await asyncio.gather(*self._posting)


def mail_of(settings: Settings) -> Mail | None:
    """The mail server that was set, or None."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return Mail(settings.smtp_url.get_secret_value(), settings.mail_from)


def _send(server: SplitResult, letter: EmailMessage) -> None:
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    with connection:
        if server.scheme == "smtp" and host not in {"localhost", "127.0.0.1", "::1"}:
            connection.starttls(context=context)
        if server.username is not None:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(letter)
