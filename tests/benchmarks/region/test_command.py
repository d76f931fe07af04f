from __future__ import annotations

import pytest

from benchmarks.frame import Run
from benchmarks.region import command
from benchmarks.region.asked import PAGES, calls


def test_every_page_of_every_role_is_opened_and_judged_by_the_slowest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "QUICK_SCALE", 0.01)
    monkeypatch.setattr(command, "QUICK_TIMES", 2)
    run = Run("region", seed=5, quick=True)
    command.region(run)
    found = {figure.name: figure for figure in run.figures}
    pages = {f"{role}.{page}" for role, its in PAGES.items() for page in its}
    assert {name.removesuffix(".p95") for name in found if name.endswith(".p95")} == pages | {"slowest"}
    assert (found["slowest.p95"].bar, found["slowest.p95"].holds) == (300.0, None)
    assert found["slowest.p95"].value == max(found[f"{page}.p95"].value or 0 for page in pages)


def test_what_a_page_asks_is_of_its_day_and_its_month() -> None:
    (day,) = calls("today", 1_795_000_000.0)
    assert day.startswith("/lessons?from_s=1794971200.0")
    assert calls("hours", 1_795_000_000.0)[2] == "/settlements/2026-11"
