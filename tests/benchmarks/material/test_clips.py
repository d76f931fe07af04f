import numpy as np
import pytest

from benchmarks.material import CLIPS, Clip


def test_there_are_enough_and_all_kinds() -> None:
    assert len(CLIPS) >= 20 and len({clip.name for clip in CLIPS}) == len(CLIPS)
    assert {clip.kind for clip in CLIPS} == {
        "bowed", "plucked", "blown", "struck", "voice", "many", "phrases"
    }  # fmt: skip


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_a_clip_sounds_as_long_as_asked_and_the_same_from_the_same_seed(clip: Clip) -> None:
    sound = clip.play(3, 0.7)
    assert sound.shape == (33_600, 1) and sound.dtype == np.float32
    assert 0.39 < float(np.abs(sound).max()) < 0.401
    assert np.array_equal(sound, clip.play(3, 0.7))
    assert not np.array_equal(sound, clip.play(4, 0.7))
