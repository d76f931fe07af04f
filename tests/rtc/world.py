"""Two peers on this machine's loopback, and the network between them in one's hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dsp.packets import AudioPacket
from rtc.datagrams import DatagramFilter, SendDatagram
from rtc.peer import Peer
from rtc.video import VideoSource
from rtc.video_inlet import VideoFrameInfo

PATIENCE_S = 30.0
OPUS_PAYLOAD_TYPE = 96


class Waiting:
    """Something that changes, and whoever waits for it to be as wished."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def changed(self) -> None:
        self._changed.set()

    async def until(self, wished: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not wished():
                self._changed.clear()
                await self._changed.wait()


@dataclass
class End:
    """What one peer heard, saw and was told."""

    news: Waiting = field(default_factory=Waiting)
    audio: list[AudioPacket] = field(default_factory=list)
    beats: list[Mapping[str, object]] = field(default_factory=list)
    beats_came_s: list[float] = field(default_factory=list)
    clocks: list[Mapping[str, object]] = field(default_factory=list)
    keys: list[Mapping[str, object]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    pictures: list[VideoFrameInfo] = field(default_factory=list)

    def on_audio(self, packet: AudioPacket, arrival_s: float) -> None:
        assert arrival_s > 0
        self.audio.append(packet)
        self.news.changed()

    def on_beat(self, message: Mapping[str, object], arrival_s: float) -> None:
        assert arrival_s > 0
        self.beats.append(message)
        self.beats_came_s.append(arrival_s)
        self.news.changed()

    def on_keys(self, message: Mapping[str, object], arrival_s: float) -> None:
        """The far end pressed a key."""
        self.keys.append(message)
        self.news.changed()

    def on_clock(self, message: Mapping[str, object], arrival_s: float) -> None:
        assert arrival_s > 0
        self.clocks.append(message)
        self.news.changed()

    def on_state(self, state: str) -> None:
        self.states.append(state)
        self.news.changed()

    def on_video(self, picture: VideoFrameInfo) -> None:
        self.pictures.append(picture)
        self.news.changed()

    def peer(
        self,
        *,
        offers: bool,
        video_out: VideoSource | None = None,
        watches: bool = False,
        more_audio: bool = False,
        datagram_filter: DatagramFilter | None = None,
    ) -> Peer:
        return Peer(
            offers=offers,
            loopback=True,
            on_audio=self.on_audio,
            on_beat=self.on_beat,
            on_clock=self.on_clock,
            on_keys=self.on_keys,
            on_state=self.on_state,
            video_out=video_out,
            on_video=self.on_video if watches else None,
            more_audio=more_audio,
            datagram_filter=datagram_filter,
        )


@dataclass
class Pair:
    """A connection: ``caller`` offers, ``callee`` answers."""

    caller: Peer
    callee: Peer
    at_caller: End
    at_callee: End

    async def connect(self) -> None:
        answer = await self.callee.answer(await self.caller.offer())
        await self.caller.accept(answer)
        for peer, end in ((self.caller, self.at_caller), (self.callee, self.at_callee)):
            await end.news.until(lambda peer=peer: peer.state == "up")  # type: ignore[misc]

    async def beat_through(self, message: Mapping[str, object]) -> None:
        """Send until it is there: the channel opens after the connection, and loses messages by design."""
        async with asyncio.timeout(PATIENCE_S):
            while message not in self.at_callee.beats:
                self.caller.send_beat(message)
                await asyncio.sleep(0.01)

    async def keys_through(self, message: Mapping[str, object]) -> None:
        """Likewise on the keyboards' channel."""
        async with asyncio.timeout(PATIENCE_S):
            while message not in self.at_callee.keys:
                self.caller.send_keys(message)
                await asyncio.sleep(0.01)

    async def clock_through(self, message: Mapping[str, object]) -> None:
        """Likewise on the clock channel."""
        async with asyncio.timeout(PATIENCE_S):
            while message not in self.at_callee.clocks:
                self.caller.send_clock(message)
                await asyncio.sleep(0.01)

    async def poll(self, wished: Callable[[], bool]) -> None:
        """Wait for what nobody tells of."""
        async with asyncio.timeout(PATIENCE_S):
            while not wished():  # noqa: ASYNC110 -- counters have no events
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        await asyncio.gather(self.caller.close(), self.callee.close())


@asynccontextmanager
async def connected(
    *,
    datagram_filter: DatagramFilter | None = None,
    video_out: VideoSource | None = None,
    watches: bool = False,
    more_audio: bool = False,
) -> AsyncIterator[Pair]:
    """Two peers that are up; the filter and the picture are the caller's."""
    at_caller, at_callee = End(), End()
    pair = Pair(
        at_caller.peer(
            offers=True, video_out=video_out, more_audio=more_audio, datagram_filter=datagram_filter
        ),
        at_callee.peer(offers=False, watches=watches, more_audio=more_audio),
        at_caller,
        at_callee,
    )
    try:
        await pair.connect()
        yield pair
    finally:
        await pair.close()


def is_audio(datagram: bytes) -> bool:
    """Whether this is the caller's sound."""
    return 127 < datagram[0] < 192 and datagram[1] & 0x7F == OPUS_PAYLOAD_TYPE


class Injector:
    """A filter that changes nothing and lends out the ways it saw."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self._ways: list[SendDatagram] = []
        self._last: SendDatagram | None = None

    def __call__(self, send: SendDatagram) -> SendDatagram:
        def way(datagram: bytes) -> None:
            self._last = send
            self.seen.append(datagram)
            send(datagram)

        return way

    def send(self, datagram: bytes) -> None:
        """Send something of one's own where the last datagram went."""
        assert self._last is not None
        self._last(datagram)
