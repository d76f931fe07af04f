import base64

import numpy as np
import pytest

from benchmarks import m2e
from benchmarks.pages import delays
from benchmarks.pages.delays import Floats

RATE_HZ = 48_000
BLOCK = 480
START_MS = 1_800_000_000_000.0


def taken(samples: Floats, *, begin_ms: float) -> dict[str, object]:
    """Blocks of 10 ms as a page packs them."""
    blocks = [[begin_ms + 10 * index, BLOCK] for index in range(len(samples) // BLOCK)]
    pcm = np.round(samples * 32767).astype(np.int16)
    return {"rate": RATE_HZ, "blocks": blocks, "pcm": base64.b64encode(pcm.tobytes()).decode()}


def chirps(seconds: int) -> Floats:
    play = m2e.carrier(RATE_HZ, seconds * RATE_HZ).astype(np.float64)
    one = m2e.chirp(RATE_HZ)
    for second in range(seconds):
        begin = round((second + 0.3) * RATE_HZ)
        play[begin : begin + len(one)] += one
    return play


def test_a_delay_is_found_to_the_millisecond() -> None:
    play = chirps(6)
    sent = delays.chirp_times(delays.sound(taken(play, begin_ms=START_MS)))
    heard = delays.chirp_times(delays.sound(taken(play, begin_ms=START_MS + 87)))
    assert len(sent) == len(heard) == 6
    assert sent[0] == pytest.approx(START_MS + 300, abs=1)
    assert delays.pair(sent, heard)[1] == pytest.approx(np.full(6, 87), abs=1)


def test_music_without_chirps_has_none() -> None:
    quiet = m2e.carrier(RATE_HZ, 3 * RATE_HZ).astype(np.float64)
    assert len(delays.chirp_times(delays.sound(taken(quiet, begin_ms=START_MS)))) == 0


def test_nothing_recorded_is_said() -> None:
    with pytest.raises(ValueError, match="no sound"):
        delays.sound({"rate": 0, "pcm": "", "blocks": []})


def test_what_was_heard_before_anything_was_sent_or_too_late_is_left_out() -> None:
    at, late = delays.pair(np.array([1000.0, 2000.0]), np.array([990.0, 1080.0, 2960.0]))
    assert at.tolist() == [1080.0]
    assert late.tolist() == [80.0]


def test_a_picture_is_the_last_of_its_number_and_counts_once() -> None:
    own = [[0.0, 7, 0], [33.0, 8, 0], [5000.0, 7, 0]]
    far = [[60.0, 7, 0], [93.0, 8, 0], [110.0, 8, 0], [5061.0, 7, 0], [5070.0, 99, 0]]
    assert delays.picture_delays(own, far).tolist() == [60.0, 60.0, 61.0]


def test_a_stamped_picture_tells_its_own_delay_over_the_wrap() -> None:
    assert delays.stamped_delays([[2**32 * 400 + 20.0, 1, 2**32 - 30]]).tolist() == [50.0]
