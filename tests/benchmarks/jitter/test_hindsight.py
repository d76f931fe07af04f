import numpy as np
import pytest

from benchmarks.jitter.hindsight import clairvoyant, concealed, constants
from benchmarks.jitter.trace import through
from dsp.path.trace import from_transit

PTIME = 120


def test_a_packet_loses_what_was_due_before_it_came() -> None:
    transit = np.array([0.0, 60.0, 480.0, np.nan])
    share = concealed(transit, np.array([0.0, 60.0, 480.0]), PTIME)
    assert share == pytest.approx([(0 + 0.5 + 1 + 1) / 4, (0 + 0 + 1 + 1) / 4, 0.25])


def test_each_window_has_the_constant_that_costs_least() -> None:
    rng = np.random.default_rng(1)
    trace = from_transit(np.concatenate(([0.0], rng.exponential(200.0, 11_999))), PTIME)
    best = constants(trace, 10.0)
    assert len(best.at_s) == 1
    for delay in range(0, 3000, 60):
        share = float(concealed(trace.transit, np.array([float(delay)]), PTIME)[0])
        assert best.cost_ms(10.0) <= delay / 48 + 1000.0 * share + 1e-9


def test_the_clairvoyant_goes_up_before_a_step_and_comes_down_slowly() -> None:
    transit = np.zeros(8000)  # 20 s
    transit[2000:4000] = 480.0
    path = clairvoyant(from_transit(transit, PTIME), 10.0)
    assert path.concealed_pct == 0.0
    assert path.delay_ms[path.at_s < 4.9].max() == 0.0
    assert path.delay_ms[(path.at_s > 5.0) & (path.at_s < 10.0)].min() >= 10.0
    falls = path.delay_ms[:-4] - path.delay_ms[4:]  # over a second
    assert falls.max() <= 2.0 + 0.5


def test_who_sees_it_all_pays_no_more_than_the_best_single_constant() -> None:
    trace = through("dsl", seed=1, seconds=60, ptime_samples=PTIME)
    one = constants(trace, 4.0, window_s=60.0)
    assert clairvoyant(trace, 4.0).cost_ms(4.0) <= one.cost_ms(4.0) + 0.5
