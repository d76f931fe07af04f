from __future__ import annotations

import av
import numpy as np

from rtc.picture import TestPicture, read_counter
from rtc.video_inlet import VideoFrameInfo, VideoInlet


def info(frame: av.VideoFrame) -> VideoFrameInfo:
    return VideoFrameInfo(
        number=1,
        width=frame.width,
        height=frame.height,
        rtp_timestamp=0,
        decoded_s=0.0,
        captured_wall_s=None,
        frame=frame,
    )


def test_brightness_and_colour_show_the_same_picture() -> None:
    planes = TestPicture(640, 360).draw(77, 88)
    picture = info(av.VideoFrame.from_ndarray(planes, format="yuv420p"))
    assert picture.luma().shape == (360, 640)
    assert picture.rgb().shape == (360, 640, 3)
    assert read_counter(picture.luma()) == read_counter(picture.rgb()) == (77, 88)


def test_a_width_that_is_padded_in_memory_is_cut_to_size() -> None:
    planes = np.full((90 * 3 // 2, 142), 128, np.uint8)
    planes[:90] = np.arange(142)
    picture = info(av.VideoFrame.from_ndarray(planes, format="yuv420p"))
    np.testing.assert_array_equal(picture.luma(), planes[:90])


def test_a_picture_of_another_format_has_brightness_too() -> None:
    rgb = np.zeros((90, 142, 3), np.uint8)
    rgb[:, 71:] = 255
    luma = info(av.VideoFrame.from_ndarray(rgb, format="rgb24")).luma()
    assert luma.shape == (90, 142)
    assert luma[0, 0] < 30
    assert luma[0, -1] > 200


def test_without_anybody_looking_nothing_is_wanted() -> None:
    assert not VideoInlet(None).wanted
    assert VideoInlet(lambda _picture: None).wanted
