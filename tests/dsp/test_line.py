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
        assert line.data[0, line.end - 1 - line.origin] == line.end - 1
    assert line.data is memory


def test_a_rewritten_tail_may_be_shorter() -> None:
    line = Line(1, keep_frames=50, room_frames=30)
    line.append(np.arange(20, dtype=np.float32)[:, None])
    line.rewrite_tail(10, np.full((4, 1), 7.0, np.float32))
    line.append_silence(1)
    assert line.end == 15
    assert line.tail(7)[:, 0].tolist() == [8.0, 9.0, 7.0, 7.0, 7.0, 7.0, 0.0]


def test_mono_is_kept_once_until_stereo_comes_and_again_when_all_stereo_is_gone() -> None:
    line = Line(2, keep_frames=50, room_frames=30)
    mono = np.arange(20, dtype=np.float32)[:, None]
    line.append(mono)
    assert line.tail(20).shape == (20, 1)
    line.append(np.stack([mono[:, 0], -mono[:, 0]], axis=1))
    assert line.tail(40)[:, 1].tolist() == [*range(20), *range(0, -20, -1)]
    widths = []
    for _ in range(6):
        line.append(mono)
        widths.append(line.width)
    assert widths == [2, 2, 2, 1, 1, 1]
    assert line.tail(50)[-20:, 0].tolist() == list(range(20))
