"""What ``make audit`` makes of the answers; that nobody answered is no good news."""

from __future__ import annotations

import json

import pytest

from setup.audit import CLEAN, UNASKED, WEAK, judge_python, judge_web

GOOD = {"name": "numpy", "version": "2", "vulns": []}
BAD = {"name": "old", "version": "1", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "far", "skip_reason": "Dependency not found on PyPI and could not be audited: far (1)"}


@pytest.mark.parametrize(
    ("packages", "status", "says"),
    [
        ([GOOD], CLEAN, "nothing is known against 1 packages"),
        ([GOOD, BAD, UNKNOWN], WEAK, "old (PYSEC-1)"),
        ([GOOD, UNKNOWN], UNASKED, "1 of 2 packages could not be looked up"),
    ],
)
def test_a_package_the_list_does_not_know_has_not_been_looked_at(
    packages: list[object], status: int, says: str
) -> None:
    found, text = judge_python(json.dumps({"dependencies": packages, "fixes": []}))
    assert found == status
    assert says in text


@pytest.mark.parametrize(("total", "status"), [(0, CLEAN), (3, WEAK)])
def test_what_npm_counts_is_said(total: int, status: int) -> None:
    counted = {"metadata": {"vulnerabilities": {"total": total}, "dependencies": {"prod": 40}}}
    assert judge_web(json.dumps(counted))[0] == status


@pytest.mark.parametrize("said", ["", "No answer", '{"error": {"code": "ENOAUDIT"}}', "[]", "null"])
def test_no_answer_proves_nothing(said: str) -> None:
    assert judge_python(said)[0] == UNASKED
    assert judge_web(said)[0] == UNASKED
