from __future__ import annotations

import queue
import threading
from pathlib import Path

import av
import numpy as np
import pytest

from rtc.picture import TestPicture, read_counter
from rtc.video import EncodedPicture, VideoSource

PATIENCE_S = 30


def decoded(pictures: list[EncodedPicture]) -> list[np.ndarray]:
    codec = av.VideoCodecContext.create("libvpx", "r")
    frames: list[np.ndarray] = []
    for picture in pictures:
        frames += [np.asarray(f.to_ndarray(format="gray")) for f in codec.decode(av.Packet(picture.payload))]
    return frames


def take(source: VideoSource, count: int) -> list[EncodedPicture]:
    came: queue.Queue[EncodedPicture] = queue.Queue()
    number = source.subscribe(came.put)
    try:
        return [came.get(timeout=PATIENCE_S) for _ in range(count)]
    finally:
        source.unsubscribe(number)


def test_the_test_picture_survives_its_encoder() -> None:
    source = VideoSource("test", fps=30)
    pictures = take(source, 20)
    assert pictures[0].keyframe
    read = [read_counter(frame) for frame in decoded(pictures)]
    assert [r and r[0] for r in read] == list(range(20))
    for picture, found in zip(pictures, read, strict=True):
        assert found is not None
        assert abs(picture.captured_wall_s * 1000 % 2**32 - found[1]) < 2
    stamps = [p.timestamp for p in pictures]
    assert stamps == sorted(set(stamps))
    assert not source.running


def test_a_keyframe_comes_when_asked_for() -> None:
    source = VideoSource("test", fps=30)
    came: queue.Queue[EncodedPicture] = queue.Queue()
    number = source.subscribe(came.put)
    while not came.get(timeout=PATIENCE_S).keyframe:
        continue
    source.request_keyframe()
    while not came.get(timeout=PATIENCE_S).keyframe:
        continue
    source.unsubscribe(number)


def test_two_who_watch_share_one_process_that_ends_with_the_last() -> None:
    source = VideoSource("test", fps=30)
    came: queue.Queue[EncodedPicture] = queue.Queue()
    first, second = source.subscribe(came.put), source.subscribe(came.put)
    came.get(timeout=PATIENCE_S)
    source.unsubscribe(first)
    assert source.running
    source.unsubscribe(second)
    assert not source.running
    assert "klangbro-video" not in {thread.name for thread in threading.enumerate()}


def test_a_file_is_played_over_and_over(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    drawing = TestPicture()
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for counter in range(6):
            frame = av.VideoFrame.from_ndarray(drawing.draw(counter, 0), format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    read = [read_counter(frame) for frame in decoded(take(VideoSource(f"file:{path}", fps=30), 12))]
    assert [r and r[0] for r in read] == [0, 1, 2, 3, 4, 5] * 2


def test_a_file_that_is_not_there_is_an_error_one_can_read(tmp_path: Path) -> None:
    source = VideoSource(f"file:{tmp_path}/nothing.mkv")
    number = source.subscribe(lambda _picture: None)
    waiting = threading.Event()
    for _ in range(PATIENCE_S * 20):
        if source.error is not None or waiting.wait(0.05):
            break
    source.unsubscribe(number)
    assert "nothing.mkv" in str(source.error)


@pytest.mark.parametrize("spec", ["", "film", "file:", "camera:x", "test:1"])
def test_what_is_no_source_is_named(spec: str) -> None:
    with pytest.raises(ValueError, match="test, file:PATH or camera"):
        VideoSource(spec)


def test_a_size_or_rate_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match="641 x 360"):
        VideoSource("test", width=641)
    with pytest.raises(ValueError, match="at 0"):
        VideoSource("test", fps=0)
