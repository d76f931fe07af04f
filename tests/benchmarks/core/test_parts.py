import pytest

from benchmarks.core.loop import opus, payloads, run
from benchmarks.core.parts import PARTS, shares


def test_what_the_core_spends_is_shared_out_among_its_parts() -> None:
    sent = payloads(1)[:400]
    found = shares(lambda: run(opus(), sent, "lte", seconds=1.0, block=64, seed=1))
    assert set(found) == set(PARTS)
    assert sum(found.values()) == pytest.approx(100.0)
    assert found["decode"] > 0 and found["resample"] > 0
