"""The page about playing to a track: how far each burst lay from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.frame import Run
from benchmarks.plot import Chart, Series
from benchmarks.report.every import every_figure, how_many_hold
from benchmarks.report.page import cards, page
from benchmarks.together.simulate import Heard


def together_page(run: Run, shown: Mapping[str, Heard]) -> str:
    """The whole page."""
    body = [
        "<h1>On the track</h1>",
        f'<p class="lead">{_in_words(run)}</p>',
        cards(_glance(run)),
        *(_chart(name, one).html() for name, one in shown.items()),
        every_figure(run),
    ]
    return page("Klangbro: on the track", "".join(body))


def _in_words(run: Run) -> str:
    return (
        f"{how_many_hold(run)} A pupil plays exactly on the track that is heard at home."
        " How late that comes to the teacher changes all the time; how it lies on the track does not."
    )


def _glance(run: Run) -> list[tuple[str, str, str]]:
    return [
        (f"{figure.value:.5g}", figure.unit, f"{figure.name.split('.')[0]}: bursts within one sample")
        for figure in run.figures
        if figure.name.endswith("within_1_sample") and figure.value is not None
    ]


def _chart(name: str, one: Heard) -> Chart:
    there = ~np.isnan(one.off_samples)
    most = max(1.2, float(np.abs(one.heard).max()) * 1.2) if there.any() else 1.2
    return Chart(
        f"{name}: the pupil's sound, less the track",
        f"How many samples later than the teacher's track each burst of the pupil's came on {name}.",
        "samples",
        (0.0, float(one.at_s[-1]) if len(one.at_s) else 1.0),
        (-most, most),
        [Series("dots", one.at_s[there], one.off_samples[there], "one", "each burst that was heard")],
    )
