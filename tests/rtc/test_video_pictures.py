from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest

from rtc.picture import read_counter
from rtc.video_pictures import Pace, pictures


def test_drawn_pictures_are_numbered_from_nought() -> None:
    drawn = itertools.islice(pictures("test", 640, 360, 60, threading.Event()), 4)
    read = [
        (read_counter(np.asarray(c.frame.to_ndarray(format="gray"), np.uint8)), c.captured_wall_s)
        for c in drawn
    ]
    assert [found and found[0] for found, _ in read] == [0, 1, 2, 3]
    assert all(found is not None and found[1] == int(wall_s * 1000) % 2**32 for found, wall_s in read)


def test_a_pace_that_is_stopped_has_no_more_turns() -> None:
    stop = threading.Event()
    pace = Pace(1000, stop)
    assert pace.wait()
    stop.set()
    assert not pace.wait()


def test_a_missing_file_is_an_os_error() -> None:
    with pytest.raises(OSError, match="No such file"):
        next(pictures("file:/nowhere/film.mkv", 640, 360, 15, threading.Event()))
