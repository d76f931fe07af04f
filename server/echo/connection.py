"""One peer connection of an echo: what comes in goes out again after the pause."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from rtc import IceServerConfig, Peer
from server.echo.beats import Beats
from server.echo.pause import Heard, PauseLine
from signaling.messages import (
    Candidate,
    ClientMessage,
    ConnectionOpen,
    ConnectionState,
    Description,
    IceServer,
)

Send = Callable[[ClientMessage], None]


class EchoConnection:
    """Answers one far end with its own sound; made and used on one event loop.

    Parameters
    ----------
    opened : ConnectionOpen
        What the room asked for.
    ice_servers : Sequence[IceServer]
        STUN and TURN servers of the lesson.
    pause_s : float
        How long to wait before playing back.
    silence_s : float
        After how much silence to ask the room for a new connection.
    send : Callable[[ClientMessage], None]
        To the room.
    """

    def __init__(
        self,
        opened: ConnectionOpen,
        *,
        ice_servers: Sequence[IceServer],
        pause_s: float,
        silence_s: float,
        send: Send,
    ) -> None:
        self._id = opened.connection
        self._send = send
        self._silence_s = silence_s
        self._reported = False
        self._line = PauseLine(pause_s, offset=secrets.randbelow(1 << 31))
        self._beats = Beats(wall_minus_now_s=time.time() - time.monotonic())
        self._last_sent: tuple[int, float] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._offers = not opened.polite
        self.peer = Peer(
            ice_servers=[IceServerConfig(s.urls, s.username, s.credential) for s in ice_servers],
            offers=self._offers,
            on_audio=self._heard,
            on_beat=self._beat,
            on_state=self._changed,
        )

    async def start(self) -> None:
        """Make the offer, if it is ours to make."""
        if self._offers:
            sdp = await self.peer.offer()
            self._send(Description(connection=self._id, kind="offer", sdp=sdp))

    async def describe(self, description: Description) -> None:
        """Take the other end's offer or answer. Raises rtc's SdpError or PeerStateError."""
        if description.kind == "answer":
            await self.peer.accept(description.sdp)
        else:
            sdp = await self.peer.answer(description.sdp)
            self._send(Description(connection=self._id, kind="answer", sdp=sdp))

    async def add(self, candidate: Candidate) -> None:
        """Take one of the other end's candidates."""
        await self.peer.add_candidate(candidate.candidate, candidate.mid)

    def beat(self) -> None:
        """Send a heartbeat, and tell the room once if the other end has gone silent."""
        now_s = time.monotonic()
        stats = self.peer.stats()
        expected = stats.audio_received_packets + stats.audio_lost_packets
        self.peer.send_beat(
            self._beats.write(
                now_s=now_s,
                sent=self._last_sent,
                loss_pct=100 * stats.audio_lost_packets / expected if expected else 0.0,
                rtt_ms=stats.rtt_ms,
            )
        )
        if self.peer.state == "up" and now_s - self.peer.last_heard_s > self._silence_s:
            self.report("silent")

    def report(self, state: str) -> None:
        """Ask the room, once, to replace this connection."""
        if not self._reported:
            self._reported = True
            reported = ConnectionState.model_validate({"connection": self._id, "state": state})
            self._send(reported)

    async def close(self) -> None:
        """End it, with whatever still waits."""
        if self._timer is not None:
            self._timer.cancel()
        await self.peer.close()

    def _heard(self, packet: Heard, arrival_s: float) -> None:
        self._line.push(packet, arrival_s=arrival_s)
        if self._timer is None:
            self._play()

    def _play(self) -> None:
        self._timer = None
        now_s = time.monotonic()
        for payload, timestamp in self._line.pull(now_s=now_s):
            self.peer.audio.send(payload, timestamp)
            self._last_sent = (timestamp, now_s)
        due_s = self._line.due_s
        if due_s is not None:
            self._timer = self._loop.call_later(max(0.0, due_s - now_s), self._play)

    def _beat(self, beat: Mapping[str, object], arrival_s: float) -> None:
        self._beats.take(beat, arrival_s=arrival_s)

    def _changed(self, state: str) -> None:
        if state == "up":
            self._send(ConnectionState(connection=self._id, state="up"))
        elif state == "failed":
            self.report("failed")
