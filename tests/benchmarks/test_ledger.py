from __future__ import annotations

import pytest

from benchmarks import ledger
from benchmarks.frame import Run


def test_nothing_is_left_over_and_no_minute_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "QUICK_ENTRIES", 400)
    monkeypatch.setattr(ledger, "BATCH", 200)
    run = Run("ledger", seed=3, quick=True)
    ledger.ledger(run)
    found = {figure.name: figure for figure in run.figures}
    zeros = ("left_over", "minutes_missing", "carried_left_over")
    assert [found[name].value for name in zeros] == [0, 0, 0]
    assert found["carried"].unit == "s"
    assert found["settlement"].bar == 10.0
    assert found["settlement"].holds is None
