from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.frame import Run
from benchmarks.redundancy import redundancy


@pytest.mark.wide
def test_it_judges_what_was_asked_and_draws_it(tmp_path: Path) -> None:
    run, page = Run("redundancy", seed=3, quick=True), tmp_path / "pages" / "red.html"
    redundancy(run, seconds=14.0, report=page)
    figures = {one.name: one for one in run.figures}
    judged = {name for name, one in figures.items() if one.bar is not None}
    assert judged == {
        "random.depth1.concealed",
        "random.depth1.added_delay",
        "random.policy.concealed",
        "bursts.policy_listen.concealed",
    }
    assert all(one.value == 0 for name, one in figures.items() if name.endswith(".faults"))
    assert figures["random.left_at_depth1"].value < 0.15  # type: ignore[operator]
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 2
    assert "2 copies, 4 packets apart" in text
