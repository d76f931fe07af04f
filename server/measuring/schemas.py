"""What the measuring endpoints say."""

from __future__ import annotations

from pydantic import BaseModel

from signaling.messages import IceServer


class MeasuringOut(BaseModel):
    """A permission: ``session`` (hex) opens the UDP ``port``, at the host that was asked, for ``lives_s``.

    ``ice_servers`` are the server's STUN servers and its relay with a credential of minutes, to be tried.
    """

    session: str
    port: int
    lives_s: float
    load_bytes: int
    ice_servers: list[IceServer]


class ArrivedOut(BaseModel):
    """What arrived of a run at the server, as it came; times are its monotonic clock's, ns."""

    sequence: list[int]
    at_ns: list[int]


class LoadOut(BaseModel):
    """How much of an upload came."""

    bytes: int
