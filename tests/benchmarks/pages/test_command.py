import numpy as np
import pytest

from benchmarks.frame import Run
from benchmarks.pages.command import add_ways
from benchmarks.pages.lesson import Way


def test_both_ways_of_two_pages_are_one_figure_with_their_spread() -> None:
    run = Run("pages", seed=1, seconds=60.0)
    there = Way(np.full(10, 100.0), np.full(50, 140.0), [104.0], [36.0], 0.2)
    back = Way(np.full(10, 110.0), np.full(50, 150.0), [114.0], [36.0], 0.4)
    add_ways(run, "fibre.page_page", there, back)
    figures = {figure.name.removeprefix("fibre.page_page."): figure for figure in run.figures}
    assert figures["mouth_to_ear_p50"].value == 105
    assert (figures["mouth_to_ear_p50"].n, figures["mouth_to_ear_p50"].spread) == (20, 10)
    assert figures["skew"].value == 40
    assert figures["shown_minus_outside"].value == 4
    assert figures["shown_skew_minus_outside"].value == -4
    assert figures["concealed"].value == pytest.approx(0.3)


def test_what_was_not_found_is_no_figure_and_no_error() -> None:
    run = Run("pages", seed=1, seconds=60.0)
    add_ways(run, "lte.page_to_native", Way(np.zeros(0), np.zeros(0)))
    assert all(figure.value is None for figure in run.figures)
