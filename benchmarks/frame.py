"""The frame of every bench: figures, their bars, and how they are told.

A bench is handed a `Run`, measures, and adds figures. What is printed, judged and returned to the shell is
the same for all of them and lives here.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import IO

from rich.console import Console
from rich.table import Table

from benchmarks.bars import Bars, load
from benchmarks.machine import describe, klangbro_version

_DIGITS = 4


@dataclass(frozen=True)
class Figure:
    """One measured number and what was asked of it.

    Parameters
    ----------
    name : str
        Dotted, from the case to the quantity: ``fibre.mouth_to_ear_p50``.
    value : float or None
        None: it could not be measured.
    unit : str
        ``ms``, ``%``, ``1`` for a ratio ...
    bar, op : float and str, or None
        ``value op bar`` was asked for; None where nothing was.
    holds : bool or None
        None: nothing was asked, or the run was too short to judge.
    n : int
        Observations (windows, seeds, packets: the bench says) the value stands on.
    spread : float or None
        Largest minus smallest observation, in ``unit``; None where there was one.
    """

    name: str
    value: float | None
    unit: str
    bar: float | None = None
    op: str | None = None
    holds: bool | None = None
    n: int = 1
    spread: float | None = None


@dataclass
class Run:
    """One run of one bench: what was asked for, and the figures so far.

    Parameters
    ----------
    bench : str
    seed : int
        Every random choice of the bench follows from it.
    quick : bool
        Answer in under a minute.
    bars : Bars, optional
        Default: those of bars.toml.

    ``samples`` holds, by a figure's name, what it was made of, in order: two runs are compared by them.
    ``extra`` is what only this bench has to tell, by key.
    """

    bench: str
    seed: int
    quick: bool = False
    bars: Bars | None = None
    seeds: list[int] = field(default_factory=list)
    seconds: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    samples: dict[str, list[float]] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.bars is None:
            self.bars = load(self.bench)
        self.seeds = self.seeds or [self.seed]

    def figure(
        self,
        name: str,
        value: float | None,
        unit: str,
        *,
        n: int = 1,
        spread: float | None = None,
        trusted: bool = True,
    ) -> Figure:
        """Add one figure and judge it.

        ``seconds`` must have been set before: a bar may want more time than a quick run has. A figure that is
        not ``trusted`` (the machine was starved, say) is told but not judged.
        """
        finite = None if value is None or not math.isfinite(value) else round(float(value), _DIGITS)
        wide = None if spread is None or not math.isfinite(spread) else round(float(spread), _DIGITS)
        asked = (self.bars or {}).get(name)
        if asked is None:
            made = Figure(name, finite, unit, n=n, spread=wide)
        else:
            holds = asked.judge(finite, seconds=self.seconds) if trusted else None
            made = Figure(name, finite, unit, asked.bar, asked.op, holds, n, wide)
        self.figures.append(made)
        return made

    def median(self, name: str, values: Sequence[float], unit: str) -> Figure:
        """Add the median of several observations, with their spread."""
        seen = [value for value in values if math.isfinite(value)]
        if not seen:
            return self.figure(name, None, unit, n=0)
        spread = max(seen) - min(seen) if len(seen) > 1 else None
        return self.figure(name, statistics.median(seen), unit, n=len(seen), spread=spread)

    @property
    def missed(self) -> list[Figure]:
        """Figures whose bar was judged and not held."""
        return [figure for figure in self.figures if figure.holds is False]

    def result(self) -> dict[str, object]:
        """The object that ``--json`` prints."""
        return {
            "bench": self.bench,
            "version": klangbro_version(),
            "machine": describe(),
            "seeds": self.seeds,
            "seconds": round(self.seconds, 3),
            "figures": [asdict(figure) for figure in self.figures],
            **({"notes": self.notes} if self.notes else {}),
            **({"samples": self.samples} if self.samples else {}),
            **self.extra,
        }


def print_json(run: Run, out: IO[str]) -> None:
    """Write the result as one JSON object."""
    out.write(json.dumps(run.result(), ensure_ascii=False, allow_nan=False) + "\n")


def print_table(run: Run, console: Console) -> None:
    """Write the figures for people."""
    seeds = ", ".join(str(seed) for seed in run.seeds)
    table = Table(
        title=f"klangbro bench {run.bench}", caption=f"seed {seeds}, {run.seconds:g} s of music each"
    )
    table.add_column("figure")
    for heading in ("value", "spread", "bar"):
        table.add_column(heading, justify="right")
    table.add_column("holds")
    for figure in run.figures:
        table.add_row(
            figure.name, _amount(figure.value, figure.unit), _amount(figure.spread, ""), *_verdict(figure)
        )
    console.print(table)
    for note in run.notes:
        console.print(note)


def _verdict(figure: Figure) -> tuple[str, str]:
    if figure.bar is None:
        return "", ""
    words = {True: "[green]yes[/]", False: "[red]no[/]", None: "[yellow]cannot say[/]"}
    return f"{figure.op} {figure.bar:g}", words[figure.holds]


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "not measured" if unit else ""
    number = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:.0f}"
    return number if unit in ("", "1") else f"{number} {unit}"
