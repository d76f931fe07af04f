"""What can go wrong at this end, each told in one line with what to do about it."""

from __future__ import annotations

__all__ = ["ClientError", "DeviceError", "InviteError", "RoomError", "ServerError"]


class ClientError(Exception):
    """Base: the text is for a person; the cause travels as ``__cause__``."""


class DeviceError(ClientError):
    """A sound device is missing, busy, or cannot do what was asked."""


class InviteError(ClientError):
    """The invite is malformed, expired, revoked, or for a lesson that does not exist."""


class ServerError(ClientError):
    """The server cannot be reached, or is not the one the invite was made by."""


class RoomError(ClientError):
    """The room said goodbye: refused, removed, full."""
