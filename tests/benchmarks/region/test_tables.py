from __future__ import annotations

import pytest

from benchmarks.frame import Run
from benchmarks.region import tables


def test_every_broken_row_is_named_and_no_other_and_reading_again_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "QUICK_ROWS", 120)
    run = Run("tables", seed=5, quick=True)
    tables.tables(run)
    found = {figure.name: figure.value for figure in run.figures}
    assert (found["not_taken_in"], found["wrongly_named"], found["second_run_changes"]) == (0, 0, 0)
    assert found["broken"] == 120 - (found["taken_in"] or 0) > 0
