"""The lesson room: who is in a lesson, what they may, and which endpoints connect to which.

`Room` is the deterministic state machine, `LessonService` serves it, `RoomClient` is its client;
PROTOCOL.md tells what goes over the wire and `signaling.messages` is its definition. The FastAPI edge
stays in `signaling.websocket`, so that native clients need no web framework.
"""

from signaling.client import RoomClient
from signaling.connection import Connection, ConnectionLost, Connector
from signaling.dialling import PinMismatch, ServerNotTrusted
from signaling.invite import Invite, InviteError
from signaling.ports import Clock, LessonDirectory, MemoryStore, RoomStore, StaleRoom, StoredRoom
from signaling.rates import Limits
from signaling.room import Room
from signaling.service import LessonService
from signaling.tokens import Claims, TokenExpired, TokenInvalid

__all__ = [
    "Claims",
    "Clock",
    "Connection",
    "ConnectionLost",
    "Connector",
    "Invite",
    "InviteError",
    "LessonDirectory",
    "LessonService",
    "Limits",
    "MemoryStore",
    "PinMismatch",
    "Room",
    "RoomClient",
    "RoomStore",
    "ServerNotTrusted",
    "StaleRoom",
    "StoredRoom",
    "TokenExpired",
    "TokenInvalid",
]
