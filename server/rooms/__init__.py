"""What the lesson rooms of ``signaling`` need from the server: a store, a directory, news of revocations."""

from server.rooms.directory import Directory
from server.rooms.revocations import Revocations
from server.rooms.store import DatabaseRoomStore

__all__ = ["DatabaseRoomStore", "Directory", "Revocations"]
