from __future__ import annotations

import numpy as np

from benchmarks.field.aiortc_end import Pacer
from rtc.stock_peer import FRAME_SAMPLES

BLOCK = 64


def test_blocks_become_whole_frames_and_no_sample_is_lost() -> None:
    pacer, ear = Pacer(), np.empty(BLOCK, np.float32)
    sound = np.arange(3 * FRAME_SAMPLES, dtype=np.float32)
    made = [pacer.block(part, ear) for part in sound.reshape(-1, BLOCK)]
    assert np.array_equal(np.concatenate([one for one in made if one is not None]), sound)


def test_what_is_heard_is_played_in_order_and_silence_where_nothing_is() -> None:
    pacer = Pacer()
    pacer.hear(np.ones(100, np.float32))
    heard = []
    for _ in range(2):
        ear = np.full(BLOCK, 9.0, np.float32)
        pacer.block(np.zeros(BLOCK, np.float32), ear)
        heard.append(ear)
    assert np.array_equal(np.concatenate(heard), np.repeat([1.0, 0.0], [100, 28]))
