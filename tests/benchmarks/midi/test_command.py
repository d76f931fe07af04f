from benchmarks.frame import Run
from benchmarks.midi.command import add_figures
from benchmarks.midi.simulate import play


def test_a_short_piece_is_counted_and_not_judged_by_its_p99() -> None:
    run = Run("midi", seed=1, seconds=20.0)
    add_figures(run, "lte", [play("lte", 1, seconds=20)])
    found = {figure.name: figure for figure in run.figures}
    assert found["lte.between_notes_p99"].holds is None
    assert found["lte.hanging"].holds is True
    assert found["lte.delay_p50"].value is not None
