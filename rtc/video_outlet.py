"""A peer's outgoing picture: a shared source, a track of this connection, truthful sender reports."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from aiortc import RTCRtpSender

from . import aiortc_private as private
from .tracks import EncodedVideoTrack
from .video import EncodedPicture, VideoSource

MIN_BITRATE_BPS, MAX_BITRATE_BPS = 150_000, 1_500_000


class VideoOutlet:
    """Connects a ``VideoSource`` to a peer's video sender while the connection is up.

    Notes
    -----
    Belongs to the event loop.
    """

    def __init__(self, source: VideoSource | None) -> None:
        self._source = source
        self._track: EncodedVideoTrack | None = None
        self._unsubscribe: int | None = None
        self._lag_s = 0.0
        self._wished_bps, self._most_bps = MAX_BITRATE_BPS, MAX_BITRATE_BPS

    def attach(self, sender: RTCRtpSender) -> None:
        """Take the sender of the video section."""
        private.write_sender_reports(sender, self._figures)
        if self._source is None:
            return
        self._track = EncodedVideoTrack(self._source.request_keyframe)
        sender.replaceTrack(self._track)
        private.observe_feedback(sender, self._source.request_keyframe, self._bitrate)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start (or join) the source's process."""
        source, track = self._source, self._track
        if source is None or track is None or self._unsubscribe is not None:
            return

        def push(picture: EncodedPicture) -> None:
            if not self._most_bps:
                return
            track.push(picture.payload, picture.timestamp, picture.captured_wall_s, picture.keyframe)
            self._lag_s = time.time() - picture.captured_wall_s

        def deliver(picture: EncodedPicture) -> None:  # on the source's reading thread
            try:
                loop.call_soon_threadsafe(push, picture)
            except RuntimeError:
                return  # the loop is closed

        self._unsubscribe = source.subscribe(deliver)

    async def close(self) -> None:
        """Leave the source; it ends its process when nobody is left."""
        source = self._source
        if source is not None and self._unsubscribe is not None:
            number, self._unsubscribe = self._unsubscribe, None
            await _in_a_thread(lambda: source.unsubscribe(number))

    def limit(self, most_bps: int) -> None:
        """Send no more than that; 0: no picture, until there is room again."""
        if most_bps == self._most_bps:
            return
        rested, self._most_bps = not self._most_bps, most_bps
        if self._source is None or not most_bps:
            return
        self._aim()
        if rested:
            self._source.request_keyframe()

    def _bitrate(self, bitrate_bps: int) -> None:
        self._wished_bps = bitrate_bps
        self._aim()

    def _aim(self) -> None:
        if self._source is not None:
            most_bps = max(MIN_BITRATE_BPS, min(MAX_BITRATE_BPS, self._most_bps))
            self._source.set_bitrate(max(MIN_BITRATE_BPS, min(most_bps, self._wished_bps)))

    def _figures(self, said: private.SenderFigures) -> private.SenderFigures | None:
        """aiortc stamps the moment of sending; a picture's time is when it was taken."""
        if not said.packets:
            return None
        return private.SenderFigures(
            ntp_timestamp=said.ntp_timestamp - int(self._lag_s * (1 << 32)),
            rtp_timestamp=said.rtp_timestamp,
            packets=said.packets,
            payload_bytes=said.payload_bytes,
        )


async def _in_a_thread(work: Callable[[], None]) -> None:
    """Wait for what blocks, on a thread that is gone afterwards (an executor's would stay)."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def run() -> None:
        work()
        loop.call_soon_threadsafe(done.set)

    thread = threading.Thread(target=run, name="klangbro-video-end")
    thread.start()
    await done.wait()
    thread.join()
