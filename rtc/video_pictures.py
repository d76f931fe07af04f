"""Where pictures come from: a drawing, a file, a camera. Only the video process imports this."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import av.device
from av.video.reformatter import VideoReformatter

from .picture import TestPicture


@dataclass(frozen=True, slots=True)
class Captured:
    """One picture and when it was taken, on the monotonic and the wall clock."""

    frame: av.VideoFrame
    captured_s: float
    captured_wall_s: float


class Pace:
    """Turns that come at fixed times; one that was missed is left out, not made up for."""

    def __init__(self, fps: float, stop: threading.Event) -> None:
        self._interval_s = 1 / fps
        self._stop = stop
        self._next_s = time.monotonic()

    def wait(self) -> bool:
        """Wait for the next turn; ``False`` when it is time to stop."""
        now_s = time.monotonic()
        self._next_s = max(self._next_s + self._interval_s, now_s - self._interval_s)
        return not self._stop.wait(max(0.0, self._next_s - now_s))


def _now(frame: av.VideoFrame) -> Captured:
    return Captured(frame, time.monotonic(), time.time())


def _drawn(width: int, height: int, fps: int, stop: threading.Event) -> Iterator[Captured]:
    picture, pace, counter = TestPicture(width, height), Pace(fps, stop), 0
    while pace.wait():
        wall_s = time.time()
        planes = picture.draw(counter, int(wall_s * 1000))
        yield Captured(av.VideoFrame.from_ndarray(planes, format="yuv420p"), time.monotonic(), wall_s)
        counter += 1


def _fit(frame: av.VideoFrame, width: int, height: int, scaler: VideoReformatter) -> av.VideoFrame:
    """Scale into the box, keeping the shape; sides stay even, as 4:2:0 wants them."""
    share = min(width / frame.width, height / frame.height)
    return scaler.reformat(
        frame,
        width=max(2, round(frame.width * share / 2) * 2),
        height=max(2, round(frame.height * share / 2) * 2),
        format="yuv420p",
    )


def _played(path: str, width: int, height: int, fps: int, stop: threading.Event) -> Iterator[Captured]:
    """A file over and over in its own time, thinned to ``fps``."""
    scaler = VideoReformatter()
    while not stop.is_set():
        start_s, due_s = time.monotonic(), 0.0
        with av.open(path) as container:
            if not container.streams.video:
                raise ValueError("there is no picture in this file")
            for frame in container.decode(video=0):
                at_s = due_s if frame.time is None else frame.time
                if at_s + 0.25 / fps < due_s:  # containers round times to a millisecond or worse
                    continue
                due_s = max(due_s, at_s - 1 / fps) + 1 / fps
                late_s = time.monotonic() - start_s - at_s
                if late_s > 1 / fps:  # slow to decode: play on from here
                    start_s += late_s
                if stop.wait(max(0.0, -late_s)):
                    return
                yield _now(_fit(frame, width, height, scaler))
        if due_s == 0.0:
            raise ValueError("not one picture in this file can be read")
        stop.wait(max(0.0, start_s + due_s - time.monotonic()))


def _camera(number: int, fps: int) -> Any:
    """Open a camera by the platform's own name for it."""
    options = {"video_size": "640x480", "framerate": str(fps)}
    if sys.platform == "darwin":
        return av.open(str(number), format="avfoundation", options={**options, "framerate": "30"})
    if sys.platform == "win32":
        names = [d.name for d in av.device.enumerate_input_devices("dshow") if "video" in d.media_types]
        if number >= len(names):
            raise ValueError(f"there are {len(names)} cameras")
        return av.open(f"video={names[number]}", format="dshow", options=options)
    return av.open(f"/dev/video{number}", format="v4l2", options=options)


def _filmed(number: int, width: int, height: int, fps: int, stop: threading.Event) -> Iterator[Captured]:
    """A camera at its own pace, thinned to ``fps``."""
    scaler, next_s = VideoReformatter(), float("-inf")
    with _camera(number, fps) as container:
        for frame in container.decode(video=0):
            if stop.is_set():
                return
            now_s = time.monotonic()
            if now_s < next_s:
                continue
            next_s = max(next_s + 1 / fps, now_s - 1 / fps)
            yield _now(_fit(frame, width, height, scaler))


def pictures(spec: str, width: int, height: int, fps: int, stop: threading.Event) -> Iterator[Captured]:
    """Pictures of a source until ``stop`` is set.

    Raises
    ------
    ValueError, OSError
        It cannot be opened or holds no picture.
    """
    kind, _, rest = spec.partition(":")
    if kind == "file":
        return _played(rest, width, height, fps, stop)
    if kind == "camera":
        return _filmed(int(rest or "0"), width, height, fps, stop)
    return _drawn(width, height, fps, stop)
