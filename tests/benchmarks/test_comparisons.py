import pytest

from benchmarks.changes import changes
from benchmarks.comparisons import WORSE_MS, later, simulated


def test_a_longer_path_is_the_same_run_later_and_is_found() -> None:
    usual = simulated("fibre", 3, 60.0)
    longer, computed = simulated("fibre", 3, 60.0, later_ms=WORSE_MS), later(usual)
    for name, values in computed["samples"].items():
        assert longer["samples"][name] == pytest.approx(values, abs=0.02)
    assert all(one.changed for one in changes(usual, computed))
    assert not any(one.changed for one in changes(usual, simulated("fibre", 4, 60.0)))
