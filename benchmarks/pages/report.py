"""The table of delays, in Markdown and as a page."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.frame import Run
from benchmarks.machine import describe, klangbro_version
from benchmarks.paths.weather import SPOKEN
from benchmarks.report.page import facts, page
from benchmarks.report.page import table as html_table

_WAYS = {"page_page": "page to page", "native_to_page": "native to page", "page_to_native": "page to native"}
_HEADS = ("Weather", "Way", "Mouth-to-ear p50", "p95", "Picture p50", "Picture after sound", "Concealed")
_FIGURES = ("mouth_to_ear_p50", "mouth_to_ear_p95", "picture_p50", "skew", "concealed")


def rows(run: Run, weathers: Sequence[str]) -> list[list[str]]:
    """One row for each weather and way, as text with units; a dash where nothing was measured."""
    known = {figure.name: figure for figure in run.figures}
    made = []
    for weather in weathers:
        for way, words in _WAYS.items():
            cells = []
            for name in _FIGURES:
                figure = known.get(f"{weather}.{way}.{name}")
                if figure is None or figure.value is None:
                    cells.append("–")
                else:
                    digits = 1 if figure.unit == "%" else 0
                    cells.append(f"{figure.value:.{digits}f} {figure.unit}")
            made.append([SPOKEN[weather], words, *cells])
    return made


def markdown(run: Run, weathers: Sequence[str]) -> str:
    """The table in Markdown."""
    lines = ["| " + " | ".join(_HEADS) + " |", "|---|---|" + "---:|" * len(_FIGURES)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(run, weathers)]
    return "\n".join(lines)


def document(run: Run, weathers: Sequence[str]) -> str:
    """The table as a page in Markdown that says how it came about."""
    lines = [
        "# How late pages hear and see",
        "",
        "Made by `klangbro bench pages`; benchmarks/README.md says how. Real Chromium in two network",
        "namespaces, a chirp a second before the microphone, numbered pictures before the camera; both ends",
        "share one clock. *Picture after sound* is how much later a picture is shown than the sound of its",
        "moment is heard; of a page's picture a native end says so itself. Sound cards add their own delay.",
        "",
        *(f"- {name}: {said}" for name, said in _about(run)),
        "",
        markdown(run, weathers),
        "",
    ]
    return "\n".join(lines)


def html(run: Run, weathers: Sequence[str]) -> str:
    """The same as a page of its own."""
    table = html_table(list(_HEADS), rows(run, weathers))
    body = f"<h1>How late pages hear and see</h1>{table}{facts(_about(run))}"
    return page("How late pages hear and see", body)


def _about(run: Run) -> list[tuple[str, str]]:
    return [
        ("Measured", f"{run.seconds:g} s in each lesson, seed {run.seed}"),
        ("Program", klangbro_version()),
        ("Machine", ", ".join(f"{key} {value}" for key, value in describe().items())),
    ]
