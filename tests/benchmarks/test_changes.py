import numpy as np
import pytest

from benchmarks.changes import changes, compare, words

RNG = np.random.default_rng(3)


def figure(
    value: float | None, *, n: int = 60, spread: float | None = 4.0, op: str | None = None
) -> dict[str, object]:
    return {"name": "delay", "value": value, "unit": "ms", "n": n, "spread": spread, "bar": None, "op": op}


def samples(mean: float) -> list[float]:
    return list(RNG.normal(mean, 1.0, 60))


def test_runs_that_differ_by_noise_alone_have_not_changed() -> None:
    found = [compare(figure(20.0), figure(20.0), samples(20.0), samples(20.0)) for _ in range(200)]
    assert not any(one.changed for one in found)


def test_what_is_said_to_be_detectable_is_found() -> None:
    power = compare(figure(20.0), figure(20.0), samples(20.0), samples(20.0)).detectable
    assert power is not None
    found = [
        compare(figure(20.0), figure(20.0 + power), samples(20.0), samples(20.0 + power)).changed
        for _ in range(100)
    ]
    assert sum(found) >= 75


@pytest.mark.parametrize(("op", "said"), [("<=", "worse"), (">=", "better"), (None, "higher")])
def test_a_change_is_worse_or_better_where_a_bar_says_so(op: str | None, said: str) -> None:
    change = compare(figure(20.0, op=op), figure(40.0, op=op), samples(20.0), samples(40.0))
    assert change.verdict == said
    assert said in words(change)


def test_what_was_measured_once_is_not_judged() -> None:
    change = compare(figure(20.0, n=1, spread=None), figure(90.0, n=1, spread=None))
    assert change.verdict == "cannot say"
    assert "too seldom" in words(change)


def test_a_spread_stands_in_for_samples() -> None:
    assert compare(figure(20.0), figure(40.0)).changed
    assert not compare(figure(20.0), figure(20.3)).changed


def test_two_benches_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different things"):
        changes({"bench": "one", "figures": []}, {"bench": "two", "figures": []})
