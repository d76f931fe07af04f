from __future__ import annotations

from benchmarks.field.beside import add_beside
from benchmarks.field.outcome import Heard
from benchmarks.frame import Run


def heard(program: str, p50_ms: float, damaged_pct: float, *, xruns_per_s: float = 1.0) -> Heard:
    figures = {"chirps": 60.0, "found": 57.0, "p50_ms": p50_ms, "damaged_pct": damaged_pct}
    return Heard(program, program.startswith("Klangbro"), "lte", 1, 31.0, figures, xruns_per_s)


def figures_of(*all_heard: Heard) -> dict[str, tuple[float | None, bool | None]]:
    run = Run("rivals", seed=1, seconds=120.0)
    add_beside(run, all_heard)
    return {one.name.removeprefix("lte.klangbro_duet."): (one.value, one.holds) for one in run.figures}


def test_a_jacktrip_setting_is_before_ours_only_if_it_is_no_later_and_no_more_damaged() -> None:
    ours = heard("Klangbro duet", 46.0, 0.9)
    found = figures_of(ours, heard("JackTrip q4", 33.0, 46.0), heard("JackTrip q24", 45.0, 4.0))
    assert found == {"jacktrips_before": (0.0, True)}
    assert figures_of(ours, heard("JackTrip q12", 46.0, 0.9)) == {"jacktrips_before": (1.0, False)}


def test_jamulus_has_to_be_beaten_in_both() -> None:
    ours = heard("Klangbro duet", 46.0, 3.0)
    found = figures_of(ours, heard("Jamulus", 57.0, 2.5))
    assert found == {"later_than_jamulus": (-11.0, True), "more_damaged_than_jamulus": (0.5, False)}


def test_a_starved_machine_judges_nobody() -> None:
    found = figures_of(heard("Klangbro duet", 46.0, 3.0), heard("Jamulus", 57.0, 2.5, xruns_per_s=9.0))
    assert {holds for _, holds in found.values()} == {None}


def test_who_was_not_heard_is_not_held_against_anybody() -> None:
    assert figures_of(heard("Klangbro duet", 46.0, 3.0)) == {}
    assert figures_of(heard("Jamulus", 57.0, 2.5)) == {}
