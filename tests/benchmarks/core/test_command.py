from benchmarks.core.command import add_calls, add_endurance, add_hour
from benchmarks.core.endurance import Endured
from benchmarks.core.loop import opus, payloads, run
from benchmarks.core.report import core_page
from benchmarks.frame import Run
from benchmarks.model_helper import ModelHelper


def test_every_figure_is_told_and_a_short_run_judges_no_hour() -> None:
    made = Run("core", seed=1)
    made.seconds = 1.0
    sent = payloads(1)[:400]
    within = run(opus(), sent, "fibre", seconds=1.0, block=64, seed=1, timed=True)
    add_calls(made, within, "pull_and_train")
    cost = run(opus(), sent, "fibre", seconds=1.0, block=64, seed=1, timed=True, helper=ModelHelper())
    add_calls(made, cost)
    add_hour(made, "hour.with_samples", cost.wall_s)
    endured = Endured([10.0] * 10 + [10.5] * 10, [50.0] * 20, cost.stats)
    add_endurance(made, endured)
    figures = {figure.name: figure for figure in made.figures}
    assert figures["hour.with_samples"].value == round(cost.wall_s * 3600, 4)
    assert figures["hour.with_samples"].holds is None
    assert figures["pull.p50"].n == figures["pull_and_train.p50"].n == len(cost.pull_ns)
    assert (figures["train.per_10_ms"].value or 0) > 0
    assert figures["endurance.cost_growth"].value == 5.0
    assert figures["endurance.memory_growth"].value == 0.0
    assert "<svg" in core_page(made, cost, {"decode": 60.0, "books": 40.0}, endured)
