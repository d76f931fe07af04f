import numpy as np
import pytest

from benchmarks.frame import Figure, Run
from benchmarks.jack import Case, Take
from benchmarks.mouth_to_ear import add_takes, moved_ms, takes_page


def take(*, p50_ms: float = 9.5, xruns: int = 3, seed: int = 1, off_ms: float = 0.1) -> Take:
    figures = {
        "chirps": 60.0, "found": 59.0, "p50_ms": p50_ms, "p95_ms": p50_ms + 1, "max_ms": 14.0,
        "travel_ms": 1.0, "gap_pct": 0.0, "damaged_pct": 0.2,
    }  # fmt: skip
    return Take(
        Case("clean", "duet", 64, seed),
        link_ms=1.0,
        figures=figures,
        delays_ms=np.full(59, p50_ms),
        ledger_off_ms=np.linspace(-off_ms, off_ms, 41),
        xruns=xruns,
        dropped=0,
        callbacks_ms={"pupil.callback_p999": 0.5},
        cpu_pct={"pupil.cpu": 19.0},
    )


def told(*takes: Take) -> tuple[Run, dict[str, Figure]]:
    run = Run("mouth-to-ear", seed=1, seconds=30.0)
    add_takes(run, "clean.duet.64", takes)
    return run, {figure.name.removeprefix("clean.duet.64."): figure for figure in run.figures}


def test_a_case_is_judged_by_the_median_of_its_seeds() -> None:
    _, figures = told(*(take(p50_ms=value, seed=seed) for seed, value in enumerate((9.0, 10.0, 30.0))))
    assert (figures["p50"].value, figures["p50"].spread, figures["p50"].n) == (10.0, 21.0, 3)
    assert figures["p50"].holds is True
    assert figures["over_link"].value == 9.0
    assert figures["found"].value == pytest.approx(98.3333)
    assert figures["pupil.cpu"].holds is True and figures["pupil.callback_p999"].holds is True


def test_the_ledger_is_judged_chirp_by_chirp_and_not_by_its_middle() -> None:
    _, figures = told(take(off_ms=0.5))
    assert figures["ledger_minus_outside"].value == pytest.approx(0.0)
    assert figures["ledger_off_p95"].holds is False


def test_a_starved_machine_is_not_held_against_the_program() -> None:
    run, figures = told(take(xruns=151))
    assert figures["p50"].holds is None
    assert "Measure when it is idle" in run.notes[0]


def test_the_page_has_a_row_for_each_case_and_a_plot_for_each_weather() -> None:
    run = Run("mouth-to-ear", seed=1, seconds=30.0)
    written = takes_page(run, [take(), take(seed=2)])
    assert written.count("<svg") == 1 and written.count("clean.duet.64") == 1


def test_a_delay_that_stays_has_not_moved_and_one_that_grows_has() -> None:
    steady = np.full(300, 12.0)
    assert moved_ms(steady) == 0
    assert moved_ms(steady + np.arange(300) * 0.1) == pytest.approx(15.8)
    assert np.isnan(moved_ms(steady[:166]))
