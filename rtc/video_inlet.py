"""A peer's incoming picture, decoded by aiortc in a thread of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import av
import numpy as np
from aiortc import MediaStreamTrack, RTCRtpReceiver
from aiortc.mediastreams import MediaStreamError
from numpy.typing import NDArray

from . import aiortc_private as private
from .tracks import VIDEO_CLOCK_HZ


@dataclass(frozen=True, slots=True)
class VideoFrameInfo:
    """One decoded picture; its pixels are converted only when asked for.

    Attributes
    ----------
    number : int
        Counts decoded pictures of this connection from 1.
    width, height : int
        In pixels.
    rtp_timestamp : int
        The sender's, 32 bit at 90 000 Hz.
    decoded_s : float
        Local monotonic time at which it was ready to be shown.
    captured_wall_s : float or None
        The sender's Unix time at which it was taken, by its RTCP sender reports; ``None`` before the first.
        Minus the beat's ``wall`` it is on the sender's monotonic clock, and the lesson clock brings that
        here.
    """

    number: int
    width: int
    height: int
    rtp_timestamp: int
    decoded_s: float
    captured_wall_s: float | None
    frame: av.VideoFrame

    def rgb(self) -> NDArray[np.uint8]:
        """Pixels of shape ``(height, width, 3)``."""
        return np.asarray(self.frame.to_ndarray(format="rgb24"), np.uint8)

    def luma(self) -> NDArray[np.uint8]:
        """Brightness of shape ``(height, width)``, 16 to 235; cheaper than ``rgb``."""
        if self.frame.format.name != "yuv420p":
            return np.asarray(self.frame.to_ndarray(format="gray"), np.uint8)
        plane = self.frame.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[: self.height, : self.width]


OnVideo = Callable[[VideoFrameInfo], None]


class VideoInlet:
    """Reads decoded pictures and puts the sender's clock on them.

    Notes
    -----
    Belongs to the event loop.
    """

    def __init__(self, on_video: OnVideo | None) -> None:
        self._on_video = on_video
        self._receiver: RTCRtpReceiver | None = None
        self._report: private.SenderReport | None = None
        self._task: asyncio.Task[None] | None = None
        self.frames = 0

    @property
    def wanted(self) -> bool:
        """Whether anybody looks."""
        return self._on_video is not None

    def attach(self, receiver: RTCRtpReceiver) -> None:
        """Take the receiver of the video section."""
        self._receiver = receiver
        private.deliver_promptly(receiver)
        private.observe_sender_reports(receiver, self._reported)

    def track(self, track: MediaStreamTrack) -> None:
        """Read a remote track, if it is a picture and wanted."""
        if track.kind == "video" and self._on_video is not None and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._read(track, self._on_video))

    async def close(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, track: MediaStreamTrack, on_video: OnVideo) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, av.VideoFrame):
                self.frames += 1
                asyncio.get_running_loop().call_soon(on_video, self._describe(frame))

    def _describe(self, frame: av.VideoFrame) -> VideoFrameInfo:
        origin = None if self._receiver is None else private.timestamp_origin(self._receiver)
        timestamp = ((frame.pts or 0) + (origin or 0)) & 0xFFFFFFFF
        return VideoFrameInfo(
            number=self.frames,
            width=frame.width,
            height=frame.height,
            rtp_timestamp=timestamp,
            decoded_s=time.monotonic(),
            captured_wall_s=self._wall_s(timestamp),
            frame=frame,
        )

    def _reported(self, report: private.SenderReport) -> None:
        self._report = report

    def _wall_s(self, timestamp: int) -> float | None:
        report = self._report
        if report is None:
            return None
        since = ((timestamp - report.rtp_timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        return private.ntp_to_wall_s(report.ntp_timestamp) + since / VIDEO_CLOCK_HZ
