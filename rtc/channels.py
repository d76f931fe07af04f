"""The data channels of a connection: beats, what time it is, and what a keyboard plays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from aiortc import RTCPeerConnection

from .channel import OnText, TextChannel

__all__ = ["DataChannels", "OnBeat"]

OnBeat = Callable[[Mapping[str, object], float], None]
_MAX_CLOCK_BYTES = 256
_MAX_KEYS_BYTES = 2048


class DataChannels:
    """The three of them, which both ends open by themselves.

    Parameters
    ----------
    connection : RTCPeerConnection
        Not described yet.
    on_beat, on_clock, on_keys : callable or None
        Told of each JSON object and when it came, in the loop's next turn.
    heard : callable
        Any message is a sign of life.
    came_s : callable
        When what is being read came from the network, monotonic.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        connection: RTCPeerConnection,
        *,
        on_beat: OnBeat | None,
        on_clock: OnBeat | None,
        on_keys: OnBeat | None,
        heard: Callable[[], None],
        came_s: Callable[[], float],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._heard, self._came_s = heard, came_s
        self.beats = TextChannel(connection, "beat", 0, self._told(on_beat))
        self.clocks = TextChannel(connection, "clock", 1, self._told(on_clock), most_bytes=_MAX_CLOCK_BYTES)
        self.keys = TextChannel(connection, "midi", 2, self._told(on_keys), most_bytes=_MAX_KEYS_BYTES)

    def _told(self, tell: OnBeat | None) -> OnText:
        def came(message: Mapping[str, object]) -> None:
            self._heard()
            if tell is not None:
                self._loop.call_soon(tell, message, self._came_s())

        return came
