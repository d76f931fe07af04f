"""A data channel for small JSON texts that are worth nothing when they are late."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiortc import RTCDataChannel, RTCPeerConnection

from . import beat

__all__ = ["OnText", "TextChannel"]

OnText = Callable[[Mapping[str, object]], None]
# What waits in SCTP for a path that stopped is worth nothing when it moves again.
_MAX_BUFFERED_BYTES = 8192


class TextChannel:
    """One negotiated channel, unordered and unrepeated; both ends open it by themselves.

    Parameters
    ----------
    connection : RTCPeerConnection
        Not described yet.
    label : str
    number : int
        The stream's id, which both ends know.
    on_text : callable
        Called with each JSON object inside the network callback.
    most_bytes : int
        Longer texts are refused on the way out and counted as malformed on the way in.

    Attributes
    ----------
    sent, received, dropped, malformed : int

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        connection: RTCPeerConnection,
        label: str,
        number: int,
        on_text: OnText,
        *,
        most_bytes: int = beat.MAX_BEAT_BYTES,
    ) -> None:
        self.sent = self.received = self.dropped = self.malformed = 0
        self._on_text, self._most_bytes = on_text, most_bytes
        self._channel: RTCDataChannel = connection.createDataChannel(
            label, negotiated=True, id=number, ordered=False, maxRetransmits=0
        )
        self._channel.on("message", self._came)

    def send(self, message: Mapping[str, object]) -> None:
        """Send it, or drop and count it while the channel is closed or full.

        Raises
        ------
        ValueError
            It cannot be said in JSON, or is too long.
        """
        text = beat.encode(message, most_bytes=self._most_bytes)
        channel = self._channel
        if channel.readyState != "open" or channel.bufferedAmount > _MAX_BUFFERED_BYTES:
            self.dropped += 1
            return
        channel.send(text)
        self.sent += 1

    def _came(self, text: object) -> None:
        try:
            message = beat.decode(text, most_bytes=self._most_bytes)
        except beat.BeatError:
            self.malformed += 1
            return
        self.received += 1
        self._on_text(message)
