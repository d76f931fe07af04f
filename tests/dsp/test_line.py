import numpy as np

from dsp.line import Line


def test_what_was_appended_last_is_kept_wherever_the_line_has_moved_to() -> None:
    line = Line(1, keep_frames=50, room_frames=30)
    everything = np.arange(1000, dtype=np.float32)[:, None]
    memory = line.data
    for start in range(0, 1000, 20):
        line.append(everything[start : start + 20])
        kept = min(50, start + 20)
        assert np.array_equal(line.tail(kept), everything[start + 20 - kept : start + 20])
        assert line.end == start + 20
        assert line.data[line.end - 1 - line.origin, 0] == line.end - 1
    assert line.data is memory


def test_a_rewritten_tail_may_be_shorter() -> None:
    line = Line(1, keep_frames=50, room_frames=30)
    line.append(np.arange(20, dtype=np.float32)[:, None])
    line.rewrite_tail(10, np.full((4, 1), 7.0, np.float32))
    line.append_silence(1)
    assert line.end == 15
    assert line.tail(7)[:, 0].tolist() == [8.0, 9.0, 7.0, 7.0, 7.0, 7.0, 0.0]
