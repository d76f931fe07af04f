"""What the service and the client ask of a transport: whole texts both ways, and an end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol


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


class NotText(Exception):  # noqa: N818
    """A message came that is no text."""


Connector = Callable[[], Awaitable[Connection]]
