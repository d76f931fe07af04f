"""aiortc's own way of sound, as its manual shows it: what ours is measured beside.

Nothing of `rtc.aiortc_private` is in it: tracks of frames, 20 ms of Opus, aiortc's jitter buffer and decoder.
"""

from __future__ import annotations

import asyncio
import fractions
from collections.abc import Awaitable, Callable

import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from numpy.typing import NDArray

__all__ = ["FRAME_SAMPLES", "Microphone", "StockPeer"]

FRAME_SAMPLES = 960
_RATE_HZ = 48_000
_FULL_SCALE = 32_767.0

Samples = NDArray[np.float32]
Take = Callable[[], Awaitable[Samples]]
Give = Callable[[Samples], None]


class Microphone(MediaStreamTrack):
    """A track of what ``take`` gives, ``(960,)`` full scale +-1 each time."""

    kind = "audio"

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take
        self._pts = 0

    async def recv(self) -> AudioFrame:
        """The next frame, as soon as there is one."""
        sound = await self._take()
        whole = np.asarray(np.clip(sound, -1.0, 1.0) * _FULL_SCALE, np.int16)
        frame = AudioFrame.from_ndarray(whole[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.time_base = _RATE_HZ, fractions.Fraction(1, _RATE_HZ)
        frame.pts = self._pts
        self._pts += len(sound)
        return frame


class StockPeer:
    """One end of a call; sound both ways.

    Parameters
    ----------
    take : Callable[[], Awaitable[NDArray[float32]]]
        The microphone's next ``(960,)``, full scale +-1, mono at 48 kHz.
    give : Callable[[NDArray[float32]], None]
        Takes what the far end says, ``(frames,)`` each time.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no, one event loop.
    """

    def __init__(self, take: Take, give: Give) -> None:
        self._give = give
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._pc.addTrack(Microphone(take))
        self._hearing: list[asyncio.Task[None]] = []
        self._pc.on("track", self._heard)

    async def offer(self) -> str:
        """The description to hand to the other end, addresses included."""
        await self._pc.setLocalDescription(await self._pc.createOffer())
        return self._pc.localDescription.sdp

    async def answer(self, sdp: str) -> str:
        """What to hand back for an offer."""
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        return self._pc.localDescription.sdp

    async def accept(self, sdp: str) -> None:
        """Take the answer; sound follows."""
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def close(self) -> None:
        """Hang up."""
        for task in self._hearing:
            task.cancel()
        await self._pc.close()

    def _heard(self, track: MediaStreamTrack) -> None:
        self._hearing.append(asyncio.create_task(self._listen(track)))

    async def _listen(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:  # hung up
                return
            assert isinstance(frame, AudioFrame)
            sound = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
            self._give(np.asarray(sound.mean(axis=1) / _FULL_SCALE, np.float32))
