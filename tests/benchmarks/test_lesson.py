from benchmarks.frame import Run
from benchmarks.lesson import add_figures
from tests.benchmarks.staged import heard, lesson


def test_a_lesson_gives_every_figure_and_judges_those_with_a_bar() -> None:
    held, run = lesson(), Run("lesson", seed=7)
    run.seconds = 60.0
    add_figures(run, "clean", held, heard())
    figures = {figure.name.removeprefix("clean."): figure for figure in run.figures}
    assert set(figures) == {
        "mouth_to_ear_p50", "mouth_to_ear_p95", "ledger_minus_outside", "loss", "concealed", "damaged",
        "correlation_teacher", "correlation_pupil", "cpu", "rss",
        "callback_p50", "callback_p999",
    }  # fmt: skip
    assert [figures[name].holds for name in ("correlation_teacher", "correlation_pupil", "cpu")] == [True] * 3
    assert figures["rss"].value == 100.0 and figures["cpu"].unit == "%"


def test_a_quick_run_does_not_judge_the_cost() -> None:
    held, run = lesson(), Run("lesson", seed=7, quick=True)
    run.seconds = 10.0
    add_figures(run, "clean", held, heard())
    judged = {figure.name: figure.holds for figure in run.figures if figure.bar is not None}
    assert judged["clean.cpu"] is None and judged["clean.correlation_teacher"] is True
