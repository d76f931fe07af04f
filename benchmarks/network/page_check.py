"""``bench network-truths --page``: what a page says of a path, held against the link's own record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.frame import Run
from benchmarks.network import page_lab
from benchmarks.network.check import hold
from benchmarks.network.lab import DOWN, UP
from benchmarks.network.truth import Truth
from benchmarks.pages.browsers import playwright
from benchmarks.paths.weather import forecast

SECONDS = 5.0
"""Of each profile; the server tells the page so (server/measuring/pages.py)."""
_LASTS_S = 180.0


def from_page(run: Run, weathers: Sequence[str]) -> None:
    """Every profile that a page can send, each way apart; quick: in the first weather.

    Raises
    ------
    CannotMeasureError
        There is no browser, or the page came to nothing.
    """
    run.seconds = SECONDS
    with playwright() as started:
        for weather in weathers[:1] if run.quick else weathers:
            up, down = (forecast(weather, run.seed + one, _LASTS_S) for one in (0, 1))
            shown = page_lab.measured(started, up, down)
            for profile, seen in shown.found.items():
                judged(run, f"{weather}.page.{profile}", seen, shown.truth[profile])
                if seen["busy"]:
                    run.notes.append(f"{weather}, {profile}: too busy, the {seen['busy']} says of itself.")


def judged(run: Run, name: str, seen: dict[str, Any], truths: dict[int, Truth]) -> None:
    """One profile, each way: what the page showed beside what was; nothing to tell is a null."""
    for way, number, key in (("up", UP, "out"), ("down", DOWN, "back")):
        truth, variation = truths.get(number), seen[key]["variation_ms"]
        if truth is None or variation is None:
            run.figure(f"{name}.{way}.variation_off", None, "ms", n=0)
            continue
        loss, n = seen[key]["lost_pct"], len(truth.delay_ms)
        hold(run, f"{name}.{way}", truth, variation_p95=variation, loss=loss, n=n)
