from benchmarks.clock.command import add_figures
from benchmarks.clock.page import clock_page
from benchmarks.clock.simulate import agree
from benchmarks.frame import Run


def test_figures_and_page_say_what_was_found() -> None:
    run = Run("clock", seed=1, seconds=12.0)
    even, uneven = agree("dsl", 1, seconds=12), agree("dsl", 1, seconds=12, asymmetry_s=5e-3)
    add_figures(run, "dsl", [even], [uneven])
    found = {figure.name: figure for figure in run.figures}
    assert found["dsl.error_p50"].holds is None  # twelve seconds are too few to judge
    assert found["dsl.outside_bound"].holds is True
    assert found["dsl.uneven_error_p50"].value is not None
    page = clock_page(run, {"dsl": uneven})
    assert "dsl: lesson time" in page
    assert "dsl.outside_bound" in page
