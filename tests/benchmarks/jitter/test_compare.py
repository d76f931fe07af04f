from benchmarks.jitter.compare import FACTOR, PTIME_SAMPLES, RIVALS, compare
from benchmarks.jitter.trace import through


def test_every_law_meets_the_same_packets() -> None:
    found = compare(through("dsl", seed=1, seconds=35, ptime_samples=240), 10.0)
    assert set(found.rivals) == set(RIVALS)
    allowed = 1.1 * found.hindsight.cost_ms(10.0) + 0.5
    assert found.of_allowed == found.cost_ms / allowed
    assert found.over_best_rival_ms == found.cost_ms - min(one.cost_ms(10.0) for one in found.rivals.values())


def test_every_weight_has_packets_and_a_bar() -> None:
    assert set(PTIME_SAMPLES) == set(FACTOR)
