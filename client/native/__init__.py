"""The native client: the audio engine, its devices, and a lesson from the terminal.

``run_session`` joins a lesson and stays in it, as ``klangbro join`` does; ``Session`` is the same with
a handle to steer it by. ``client.native.devices`` has the sound devices, virtual ones among them; the
way of a sample is in ``capture``, ``engine`` and ``playback``. Names are imported when first used, so
that listing devices needs no peer connections.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from client.native.engine import Engine, EngineStats
    from client.native.errors import ClientError, DeviceError, InviteError, RoomError, ServerError
    from client.native.options import SessionOptions
    from client.native.session import Session, run_session
    from client.native.status import FarReport, FarStatus, SessionReport, Status

_HOMES = {
    "ClientError": "errors",
    "DeviceError": "errors",
    "Engine": "engine",
    "EngineStats": "engine",
    "FarReport": "status",
    "FarStatus": "status",
    "InviteError": "errors",
    "RoomError": "errors",
    "ServerError": "errors",
    "Session": "session",
    "SessionOptions": "options",
    "SessionReport": "status",
    "Status": "status",
    "run_session": "session",
}

__all__ = [
    "ClientError",
    "DeviceError",
    "Engine",
    "EngineStats",
    "FarReport",
    "FarStatus",
    "InviteError",
    "RoomError",
    "ServerError",
    "Session",
    "SessionOptions",
    "SessionReport",
    "Status",
    "run_session",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"client.native.{home}"), name)
