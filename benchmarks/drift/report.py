"""The page about drift: what was known of it over time, how the delay wandered, how changes of it go."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.drift.simulate import Trace
from benchmarks.drift.unheard import Adapted
from benchmarks.frame import Run
from benchmarks.plot import Chart, Series
from benchmarks.report.every import every_figure, how_many_hold
from benchmarks.report.page import cards, page

_STYLES = ("one", "two", "three")


def drift_page(run: Run, traces: Mapping[str, list[Trace]], adapted: list[Adapted]) -> str:
    """The whole page."""
    body = [
        "<h1>Two clocks</h1>",
        f'<p class="lead">{_in_words(run)}</p>',
        cards(_glance(run)),
        *(chart.html() for name in traces for chart in _charts(name, traces[name])),
        *(_delay(one).html() for one in adapted[:2]),
        every_figure(run),
    ]
    return page("Klangbro: two clocks", "".join(body))


def _in_words(run: Run) -> str:
    return f"{how_many_hold(run)} No sound is put in or left out for drift, ever."


def _glance(run: Run) -> list[tuple[str, str, str]]:
    wanted = {
        "fibre.ratio_error_max": "worst error of the ratio on fibre, after a minute",
        "fibre.delay_wander_rms": "wander of the delay on fibre",
        "lte.delay_wander_rms": "wander of the delay on 4G",
        "lte.pitch_off_max": "worst pitch on 4G, start-up included",
    }
    found = {figure.name: figure for figure in run.figures}
    return [
        (f"{found[name].value:.3g}", found[name].unit, what)
        for name, what in wanted.items()
        if name in found and found[name].value is not None
    ]


def _charts(name: str, traces: list[Trace]) -> list[Chart]:
    end_s = max(float(trace.at_s[-1]) for trace in traces)
    errors = [np.clip(trace.estimated_ppm - trace.true_ppm, -3, 3) for trace in traces]
    error = Chart(
        f"{name}: what is believed of the drift, less what it is",
        f"Error of the drift on {name} over time; clipped at 3 ppm.",
        "ppm",
        (0.0, end_s),
        (-3.0, 3.0),
        [
            Series("line", trace.at_s, off, _STYLES[k % 3], f"{trace.true_ppm[0]:+.0f} ppm")
            for k, (trace, off) in enumerate(zip(traces, errors, strict=True))
        ],
    )
    settled = [trace.delay_ms - np.median(trace.delay_ms) for trace in traces]
    most = max(0.05, *(float(np.abs(one[len(one) // 10 :]).max()) for one in settled)) * 1.2
    wander = Chart(
        f"{name}: how the delay wanders under it",
        f"Delay on {name} less its median, over time.",
        "ms",
        (0.0, end_s),
        (-most, most),
        [
            Series("line", trace.at_s, one, _STYLES[k % 3], f"{trace.true_ppm[0]:+.0f} ppm")
            for k, (trace, one) in enumerate(zip(traces, settled, strict=True))
        ],
    )
    return [error, wander]


def _delay(one: Adapted) -> Chart:
    shown = one.play_s > 1.0
    delay_ms = one.delay_ms[shown]
    return Chart(
        f"{one.name}: the delay goes up by 20 ms and comes back",
        "Playout delay over time as the path grows by 20 ms for one and a half seconds.",
        "ms",
        (1.0, float(one.play_s[-1])),
        (float(delay_ms.min()) - 2, float(delay_ms.max()) + 2),
        [Series("line", one.play_s[shown], delay_ms, "one", "sending to play")],
    )
