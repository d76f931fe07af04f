"""What the service and the client ask of a transport: whole texts both ways, and an end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, cast


class ConnectionLost(Exception):  # noqa: N818
    """The transport has ended, whoever ended it."""


class Connection(Protocol):
    """One transport. ``receive`` and ``send`` raise `ConnectionLost` once it has ended.

    ``receive`` may also raise `NotText` for a message that is no text; the transport lives on. ``send``
    waits while the other side does not read. ``close`` may be called at any time and more than once.
    """

    async def receive(self) -> str: ...

    async def send(self, text: str, /) -> None: ...

    async def close(self, code: int, reason: str, /) -> None: ...


class Pushes(Protocol):
    """A connection that can take a text at once, which spares a task's turn for every message."""

    def push(self, text: str, /) -> bool:
        """Send without waiting; False (and nothing sent) where that cannot be now: then `send` it."""
        ...


class Hears(Protocol):
    """A connection that can hand over a text the moment it is there, which spares the reader a turn."""

    def listen(self, take: Callable[[str], bool], /) -> None:
        """Offer each text to `take` first, in order; what it answers False to is for `receive`.

        Never while `receive` still has an older one to give.
        """
        ...


def pushing(connection: Connection) -> Pushes | None:
    """It as one that pushes, if it does: asked of everybody who comes, and isinstance takes its time here."""
    return cast(Pushes, connection) if hasattr(connection, "push") else None


def hearing(connection: Connection) -> Hears | None:
    """It as one that hears, if it does."""
    return cast(Hears, connection) if hasattr(connection, "listen") else None


class NotText(Exception):  # noqa: N818
    """A message came that is no text."""


Connector = Callable[[], Awaitable[Connection]]
