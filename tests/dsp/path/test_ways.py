from __future__ import annotations

import numpy as np
import pytest

from dsp.path.ways import gather, percentile, steps_ms, variation_ms

MS = 1_000_000


def test_loss_bursts_order_and_doubles_are_counted() -> None:
    came = [(0, 10 * MS), (2, 12 * MS), (1, 13 * MS), (1, 14 * MS), (6, 17 * MS), (99, 0)]
    way = gather(8, np.arange(8) * MS, came, (0, 0))
    assert way.loss_pct == pytest.approx(50.0)
    assert way.bursts == [3, 1]
    assert way.reordered_pct == pytest.approx(25.0)
    assert way.doubled == 1


def test_variation_counts_from_the_luckiest_and_forgets_the_clocks_rate() -> None:
    sent = np.arange(1000) * 5.0
    late = np.where(np.arange(1000) % 10 == 0, 3.0, 0.0)
    got = sent * (1 + 40e-6) + 1e6 + late
    way = gather(
        1000,
        np.round(sent * MS).astype(np.int64),
        [(index, round(at * MS)) for index, at in enumerate(got.tolist())],
        (0, 0),
    )
    varied = variation_ms(way, 40e-6)
    assert percentile(varied, 50) == pytest.approx(0.0, abs=1e-3)
    assert percentile(varied, 95) == pytest.approx(3.0, abs=1e-3)
    assert percentile(steps_ms(varied), 95) == pytest.approx(3.0, abs=1e-3)


def test_of_nothing_there_is_no_percentile() -> None:
    way = gather(4, np.arange(4), [], (0, 0))
    assert way.loss_pct == 100.0 and way.bursts == [4]
    assert percentile(variation_ms(way, 0.0), 95) is None
