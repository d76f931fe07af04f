import numpy as np
import pytest

from benchmarks.device.signals import LOUDEST_DBFS, amplitude, programme, sweep, tone, train


def test_nothing_is_louder_than_it_was_asked_to_be() -> None:
    top = amplitude(LOUDEST_DBFS)
    for played in (
        tone(48_000, 0.5, LOUDEST_DBFS),
        sweep(48_000, 0.5, LOUDEST_DBFS),
        train(48_000, 2.0, LOUDEST_DBFS).play,
        programme(44_100, LOUDEST_DBFS, each_s=0.5).play,
    ):
        assert float(np.abs(played).max()) <= top * 1.0001


def test_every_sound_begins_and_ends_in_silence() -> None:
    for played in (tone(48_000, 0.5, -12.0), sweep(96_000, 0.5, -12.0)):
        assert abs(float(played[0])) < 1e-4
        assert abs(float(played[-1])) < 1e-3


def test_chirps_come_after_uneven_gaps() -> None:
    gaps = np.diff(train(48_000, 20.0, -12.0).starts)
    assert len(gaps) > 60
    assert len(set(gaps.tolist())) > 0.9 * len(gaps)
    with pytest.raises(ValueError, match=r"0\.5 s"):
        train(48_000, 0.5, -12.0)
