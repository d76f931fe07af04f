import numpy as np
import pytest

from dsp.play_map import PlayMap
from tests.dsp.world import Link, World


def test_it_is_straight_between_its_rows_and_jumps_at_them() -> None:
    there = PlayMap(np.array([[0.0, 1000.0, 1.0, 0.0], [100.0, 1130.0, 2.0, 0.1]]))
    assert there.media_at(np.array([50.0, 100.0, 110.0])).tolist() == [1050.0, 1130.0, 1150.0]
    assert np.isnan(there.media_at(np.array([-1.0]))).all()
    assert there.time_at(np.array([50.0]), 1000.0).tolist() == [0.05]
    (jump,) = there.jumps()
    assert (jump.play_samples, jump.before_samples, jump.after_samples) == (100.0, 1100.0, 1130.0)


def test_an_empty_map_knows_nothing_and_another_shape_is_refused() -> None:
    empty = PlayMap(np.empty((0, 4)))
    assert np.isnan(empty.media_at(np.array([1.0]))).all()
    assert np.isnan(empty.time_at(np.array([1.0]), 48e3)).all()
    assert empty.jumps() == [] and len(empty) == 0
    with pytest.raises(ValueError, match=r"\(3,\)"):
        PlayMap(np.zeros(3))


def test_all_that_is_inserted_and_removed_stands_in_the_map_as_jumps() -> None:
    delay_s = np.full(20_000, 0.010)
    delay_s[4000:8000] += 0.030
    world = World(link=Link(delay_s, np.zeros(20_000)))
    world.run(seconds=3.5)
    before = world.buffer.stats()
    world.run(seconds=6.0)
    stats = world.buffer.stats()
    start = world._blocks * 64 - 6 * 48_000
    jumps = [jump for jump in PlayMap(world.ledger.play_map()).jumps() if jump.play_samples >= start]
    net = sum(jump.before_samples - jump.after_samples for jump in jumps)
    put_in = stats.inserted_samples - before.inserted_samples
    left_out = stats.removed_samples - before.removed_samples
    assert put_in > 0 and left_out > 0
    assert net == pytest.approx(put_in - left_out, abs=2.0)
