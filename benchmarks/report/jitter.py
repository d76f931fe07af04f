"""The page about delay laws: what each waited, over time and against what it concealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np

from benchmarks.frame import Run
from benchmarks.jitter.compare import Comparison
from benchmarks.jitter.hindsight import concealed
from benchmarks.paths.weather import SPOKEN
from benchmarks.plot import Chart, Series
from benchmarks.report.page import facts, page, table
from dsp.path.outcome import PER_MS, Outcome
from dsp.path.trace import Trace

_SHOWN_S = 120.0
_WEIGHT_MS = 4.0
_STYLES = {"NetEq": "two", "Jamulus, auto": "alert", "JackTrip": "quiet"}


@dataclass
class Shown:
    """One path on the page: its first trace, and what every law made of it, by weight."""

    name: str
    traces: dict[float, Trace] = field(default_factory=dict)
    found: dict[float, Comparison] = field(default_factory=dict)


def jitter_page(shown: list[Shown], run: Run) -> str:
    """The whole page."""
    parts = [
        "<h1>How long to wait</h1>",
        '<p class="lead">J is the mean playout delay beyond the path’s least, plus the weight times '
        "the share of sound that was synthesised. Less is better.</p>",
    ]
    for one in shown:
        parts.append(f"<h2>{escape(SPOKEN.get(one.name, one.name)).capitalize()}</h2>")
        parts.append(_costs(one))
        parts.append(_over_time(one))
        parts.append(_curve(one))
    seeds = f"{run.seeds[0]} to {run.seeds[-1]}; the plots show {run.seeds[0]}"
    parts.append(facts([("Seeds", seeds), ("Each trace", f"{run.seconds:g} s")]))
    return page("How long to wait", "".join(parts))


def _costs(one: Shown) -> str:
    weights = list(one.found)
    rows = [["Klangbro", *(f"{one.found[weight].cost_ms:.1f}" for weight in weights)]]
    for title in ("hindsight", "clairvoyant"):
        outcomes = [getattr(one.found[weight], title) for weight in weights]
        costs = (f"{was.cost_ms(weight):.1f}" for was, weight in zip(outcomes, weights, strict=True))
        rows.append([title.capitalize(), *costs])
    for kind, words in (("alike", "at our pace"), ("rivals", "as it is")):
        laws = [getattr(one.found[weight], kind) for weight in weights]
        rows += [
            [
                f"{name}, {words}",
                *(f"{law[name].cost_ms(w):.1f}" for law, w in zip(laws, weights, strict=True)),
            ]
            for name in laws[0]
        ]
    return table(["J in ms", *(f"weight {weight:g}" for weight in weights)], rows)


def _over_time(one: Shown) -> str:
    found = one.found[_WEIGHT_MS]
    lines = [(name, found.rivals[name], style) for name, style in _STYLES.items()]
    lines += [("Hindsight, each 30 s", found.hindsight, "three"), ("Klangbro", found.ours, "one")]
    series = [_delay(outcome, style, name) for name, outcome, style in lines]
    top = max(float(np.percentile(line.y, 99)) for line in series if len(line.y))
    return Chart(
        "Delay over time",
        f"Klangbro waits {found.ours.mean_delay_ms:.1f} ms on average, "
        f"the best constant of each 30 s {found.hindsight.mean_delay_ms:.1f} ms.",
        "ms",
        (0.0, min(_SHOWN_S, one.traces[_WEIGHT_MS].seconds)),
        (0.0, max(5.0, 1.1 * min(top, 200.0))),
        series,
        height=280,
    ).html()


def _delay(outcome: Outcome, style: str, name: str) -> Series:
    inside = outcome.at_s <= _SHOWN_S
    at_s, delay_ms = outcome.at_s[inside], outcome.delay_ms[inside]
    if len(at_s):  # a step reaches as far as what it stands for
        at_s, delay_ms = np.append(at_s, _SHOWN_S), np.append(delay_ms, delay_ms[-1])
    return Series("step", at_s, delay_ms, style, name)


def _curve(one: Shown) -> str:
    trace = one.traces[_WEIGHT_MS]
    delays = np.linspace(0.0, float(np.nanmax(trace.transit)) + 1.0, 400)
    share = 100.0 * concealed(trace.transit, delays, trace.ptime_samples)
    found = one.found[_WEIGHT_MS]
    ours = [comparison.ours for comparison in one.found.values()]
    series = [Series("line", share, delays / PER_MS, "three", "One constant delay, whole trace")]
    series += [_dot([found.rivals[name]], style, name) for name, style in _STYLES.items()]
    series.append(_dot(ours, "one", "Klangbro at weights 4, 10, 40"))
    x_top = max(1.0, *(float(line.x.max()) for line in series[1:]))
    y_top = max(float(line.y.max()) for line in series[1:])
    return Chart(
        "Delay against concealment",
        "Left and low is better. A law below the line changes its delay better than any that stands still.",
        "ms",
        (0.0, min(x_top * 1.1, 20.0)),
        (0.0, max(5.0, 1.1 * min(y_top, 200.0))),
        series,
        height=280,
        x_unit="%",
    ).html()


def _dot(outcomes: list[Outcome], style: str, name: str) -> Series:
    x = np.array([min(one.concealed_pct, 20.0) for one in outcomes])
    return Series("dots", x, np.array([one.mean_delay_ms for one in outcomes]), style, name)
