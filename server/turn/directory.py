"""The lessons' directory, with a relay for everyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.db import Database
from server.rooms import Directory
from server.settings import Settings
from server.turn.credentials import Relay
from signaling.messages import IceServer


class TurnDirectory(Directory):
    """A `Directory` whose ICE servers end with the relay, if there is one, and a fresh credential."""

    def __init__(self, database: Database, settings: Settings, now_s: Callable[[], float]) -> None:
        super().__init__(database, settings.ice_servers)
        self._relay = relay_of(settings, now_s)

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """Return the servers that were set, and the relay."""
        plain = super().ice_servers(lesson, participant)
        return plain if self._relay is None else (*plain, self._relay.server(lesson, participant))


def relay_of(settings: Settings, now_s: Callable[[], float]) -> Relay | None:
    """The relay of the settings, or None."""
    if settings.turn_secret is None:
        return None
    return Relay(settings.turn_urls, settings.turn_secret.get_secret_value(), now_s)
