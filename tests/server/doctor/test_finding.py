from __future__ import annotations

from server.doctor.finding import Finding, worst


def test_the_worst_finding_is_the_verdict() -> None:
    good, note, bad = (Finding("x", verdict, "") for verdict in ("good", "warning", "bad"))
    assert worst([]) == worst([good]) == "good"
    assert worst([good, note]) == "warning"
    assert worst([note, bad, good]) == "bad"
