from benchmarks.jitter.compare import ALIKE, FACTOR, FORGIVEN, PTIME_SAMPLES, RIVALS, compare
from benchmarks.jitter.trace import through


def test_every_law_meets_the_same_packets() -> None:
    found = compare(through("dsl", seed=1, seconds=35, ptime_samples=240), 10.0)
    assert set(found.rivals) == set(found.alike) == set(found.forgiven) == set(RIVALS)
    allowed = 1.1 * found.hindsight.cost_ms(10.0) + 0.5
    assert found.of_allowed == found.cost_ms / allowed
    least = min(one.cost_ms(10.0) for one in found.alike.values())
    assert found.over_ms(found.alike) == found.cost_ms - least


def test_every_way_of_counting_knows_the_same_rivals() -> None:
    assert list(ALIKE) == list(FORGIVEN) == list(RIVALS)


def test_every_weight_has_packets_and_a_bar() -> None:
    assert set(PTIME_SAMPLES) == set(FACTOR)
