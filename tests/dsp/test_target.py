import numpy as np
import pytest

from dsp import TargetDelay


def feed(target: TargetDelay, transits: list[float], start_s: float = 0.0, ptime: int = 120) -> float:
    at_s = start_s
    for transit in transits:
        target.observe(transit, ptime, at_s)
        at_s += ptime / 48_000
    return at_s


def jitter(scale: float, count: int, seed: int = 1) -> list[float]:
    spread: list[float] = np.random.default_rng(seed).exponential(scale, count).tolist()
    return [500.0 + one for one in spread]


def test_a_steady_path_wants_hardly_any_wait() -> None:
    target = TargetDelay()
    feed(target, [500.0] * 200)
    assert target.least_transit == pytest.approx(500, abs=12)
    assert target.target_samples <= 12


def test_the_dearer_concealment_the_longer_the_wait() -> None:
    waits = []
    for weight in (4.0, 10.0, 40.0):
        target = TargetDelay(weight)
        feed(target, jitter(100.0, 4000))
        waits.append(target.target_samples)
    assert waits == sorted(set(waits))


def test_the_wait_is_near_the_best_constant_known_afterwards() -> None:
    for weight in (4.0, 10.0):
        target = TargetDelay(weight)
        seen = jitter(150.0, 8000)
        feed(target, seen)
        late = np.array(seen) - 500.0

        def cost(wait: float, late: np.ndarray = late, weight: float = weight) -> float:
            return wait / 48 + weight * 100 * float(np.mean(np.clip(late - wait, 0, 120) / 120))

        best = min(cost(wait) for wait in range(0, 2000, 6))
        assert cost(target.wanted_transit - 500.0) <= 1.1 * best + 0.5


def test_one_late_packet_raises_nothing() -> None:
    target = TargetDelay()
    end_s = feed(target, [500.0] * 2000)
    before = target.wanted_transit
    end_s = feed(target, [3000.0], end_s)
    feed(target, [500.0] * 400, end_s)
    assert target.wanted_transit == before


def test_a_longer_path_is_taken_up_within_three_packets() -> None:
    target = TargetDelay()
    end_s = feed(target, [500.0] * 2000)
    feed(target, [1940.0] * 3, end_s)
    assert 1940 <= target.wanted_transit <= 1970


def test_a_queue_that_drains_is_no_longer_path() -> None:
    target = TargetDelay(4.0)
    end_s = feed(target, [500.0] * 2000)
    for number in range(40):  # sent every 2.5 ms, the queue of 50 ms drains at twice real time
        target.observe(500.0 + 2400.0 - 60.0 * number, 120, end_s + 0.00125 * number)
    assert target.wanted_transit < 600


def test_a_path_that_became_shorter_is_noticed_within_a_second() -> None:
    target = TargetDelay()
    end_s = feed(target, jitter(20.0, 4000))
    end_s = feed(target, [one + 1440 for one in jitter(20.0, 4000)], end_s)
    assert target.wanted_transit > 1940
    feed(target, jitter(20.0, 400), end_s)
    assert target.wanted_transit < 700


def test_transits_from_anywhere_are_borne() -> None:
    target = TargetDelay()
    rng = np.random.default_rng(1)
    feed(target, (10.0 ** rng.uniform(-3, 12, 2000) * rng.choice([-1, 1], 2000)).tolist())
    assert np.isfinite(target.wanted_transit)


def test_a_weight_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not 0"):
        TargetDelay(0.0)
    with pytest.raises(ValueError, match="not inf"):
        TargetDelay().set_weight(float("inf"))
