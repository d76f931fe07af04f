import sys

import pytest

from benchmarks.conceal.visqol import second_ear
from benchmarks.registry import CannotMeasureError


def test_without_it_the_bench_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "visqol", None)
    with pytest.raises(CannotMeasureError, match=r"klangbro\[visqol\]"):
        second_ear()
