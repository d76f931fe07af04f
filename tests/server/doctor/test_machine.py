from __future__ import annotations

from pathlib import Path

import pytest

from server.doctor.machine import check_clock, check_disk, check_versions, kernel_says


def test_a_folder_that_is_not_there_yet_is_judged_by_the_disk_it_will_be_on(tmp_path: Path) -> None:
    found = check_disk(tmp_path / "not" / "yet")
    assert found.check == "disk"
    assert "GB free" in found.text


@pytest.mark.parametrize(("answer", "verdict"), [(0, "good"), (1, "good"), (5, "warning"), (None, "warning")])
def test_a_clock_that_nothing_keeps_right_is_told(answer: int | None, verdict: str) -> None:
    found = check_clock(answer)
    assert found.verdict == verdict
    assert bool(found.remedy) is (verdict != "good")


def test_the_kernel_is_asked_for_real() -> None:
    answer = kernel_says()
    assert answer is None or -1 <= answer <= 5


def test_versions_are_named() -> None:
    assert "SQLite" in check_versions().text
