from __future__ import annotations

from benchmarks.field.outcome import Heard, add_case, field_page
from benchmarks.frame import Run


def heard(
    program: str, *, p50_ms: float = 20.0, seed: int = 1, ours: bool = False, xruns_per_s: float = 1.0
) -> Heard:
    figures = {"chirps": 60.0, "found": 57.0, "p50_ms": p50_ms, "p95_ms": p50_ms + 1, "damaged_pct": 0.5}
    return Heard(program, ours, "fibre", seed, 5.0, figures, xruns_per_s)


def test_a_program_is_told_by_the_median_of_its_seeds_and_by_what_it_adds_to_the_link() -> None:
    run = Run("rivals", seed=1, seconds=120.0)
    add_case(
        run, [heard("JackTrip q4", p50_ms=value, seed=seed) for seed, value in enumerate((8.0, 9.0, 30.0))]
    )
    figures = {figure.name: figure for figure in run.figures}
    assert figures["fibre.jacktrip_q4.p50"].value == 9.0
    assert figures["fibre.jacktrip_q4.p50"].spread == 22.0
    assert figures["fibre.jacktrip_q4.over_link"].value == 4.0
    assert figures["fibre.jacktrip_q4.found"].value == 95.0
    assert run.notes == []


def test_of_a_program_that_was_never_heard_nothing_is_made_up() -> None:
    run = Run("rivals", seed=1, seconds=120.0)
    add_case(run, [Heard("Jamulus", False, "fibre", 1, 5.0, {"chirps": 60.0, "found": 0.0}, 0.0)])
    figures = {figure.name: figure.value for figure in run.figures}
    assert figures["fibre.jamulus.p50"] is None
    assert figures["fibre.jamulus.found"] == 0.0


def test_a_machine_that_stopped_the_graph_is_said_and_not_judged() -> None:
    run = Run("rivals", seed=1, seconds=120.0)
    add_case(run, [heard("Klangbro duet", ours=True, xruns_per_s=9.0)])
    assert "Measure when it is idle" in run.notes[0]
    assert all(figure.holds is None for figure in run.figures)


def test_the_page_has_a_table_and_a_plot_of_every_weather() -> None:
    run = Run("rivals", seed=1, seconds=120.0)
    page = field_page(run, [heard("Klangbro duet", p50_ms=14.0, ours=True), heard("Jamulus")])
    assert page.count("<svg") == 1
    assert "Klangbro duet" in page and "Jamulus" in page
    assert "fibre, link 5.0 ms" in page
