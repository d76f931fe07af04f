"""Charts as inline SVG that follow the page's colours, in light, in dark and on paper.

Small on purpose: time on the x axis, one quantity on the y axis, a few kinds of series. Every chart carries
its content in words too, for those who do not see it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["line", "step", "dots", "area", "band", "spans"]

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 62, 12, 10, 34
_LINE_GAP = 1.5


@dataclass(frozen=True)
class Series:
    """One thing drawn.

    Parameters
    ----------
    kind : str
        ``line`` and ``step`` through the points, ``dots`` at them, ``area`` from zero to them, ``band``
        from ``low`` to ``y`` (a waveform's envelope), ``spans`` from ``x`` to ``x + y`` over the full
        height (marks).
    x, y : NDArray[float64]
        ``(points,)``; a NaN in ``y`` breaks a line.
    style : str
        A class of the page: ``one``, ``two``, ``three``, ``alert`` or ``quiet``.
    label : str
        For the legend.
    low : NDArray[float64], optional
        ``(points,)``, of ``band`` only.
    """

    kind: Kind
    x: Floats
    y: Floats
    style: str
    label: str
    low: Floats | None = None


@dataclass(frozen=True)
class Chart:
    """One chart.

    Parameters
    ----------
    title : str
    words : str
        What a person who sees the chart would take from it.
    y_unit : str
        Written at the y axis; empty: the axis has no numbers.
    x_range, y_range : tuple[float, float]
    series : Sequence[Series]
        The first lies undermost.
    height : int
    x_unit : str
        Written after each number below the x axis.
    """

    title: str
    words: str
    y_unit: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    series: Sequence[Series] = field(default_factory=tuple)
    height: int = 220
    x_unit: str = "s"

    def html(self) -> str:
        """A ``<figure>`` with legend and SVG."""
        keys = "".join(
            f'<li class="{one.style} {one.kind}"><i></i>{escape(one.label)}</li>' for one in self.series
        )
        return (
            f'<figure class="chart"><figcaption><h3>{escape(self.title)}</h3>'
            f'<ul class="legend">{keys}</ul></figcaption>'
            f'<div class="scroll">{self._svg()}</div></figure>'
        )

    def _svg(self) -> str:
        body = [self._grid(), *(self._draw(series) for series in self.series)]
        words = escape(self.words, quote=True)
        return (
            f'<svg viewBox="0 0 {_WIDTH} {self.height}" role="img" aria-label="{words}">'
            f"<title>{words}</title>"
            f"{''.join(body)}</svg>"
        )

    def _x(self, value: Floats) -> Floats:
        low, high = self.x_range
        return np.asarray(_LEFT + (value - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT))

    def _y(self, value: Floats) -> Floats:
        low, high = self.y_range
        inside = np.clip(value, low, high)
        return np.asarray(
            self.height - _BOTTOM - (inside - low) / (high - low) * (self.height - _TOP - _BOTTOM)
        )

    def _grid(self) -> str:
        lines: list[str] = []
        base = self.height - _BOTTOM
        for value in ticks(*self.y_range, 5) if self.y_unit else []:
            y = float(self._y(np.array(value)))
            lines.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>')
            lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
        for value in ticks(*self.x_range, 10):
            x = float(self._x(np.array(value)))
            lines.append(f'<path class="tick" d="M{x:.1f} {base}v5"/>')
            words = f"{value:g} {escape(self.x_unit)}"
            lines.append(f'<text x="{x:.1f}" y="{base + 19}" text-anchor="middle">{words}</text>')
        lines.append(f'<path class="axis" d="M{_LEFT} {base}H{_WIDTH - _RIGHT}"/>')
        lines.append(f'<text class="unit" x="4" y="{_TOP + 8}">{escape(self.y_unit)}</text>')
        return "".join(lines)

    def _draw(self, series: Series) -> str:
        draw = {
            "line": self._line,
            "step": self._step,
            "dots": self._dots,
            "area": self._area,
            "band": self._band,
            "spans": self._spans,
        }[series.kind]
        return draw(series) if len(series.x) else ""

    def _line(self, series: Series) -> str:
        x, y, there = self._x(series.x), self._y(series.y), np.isfinite(series.y)
        words, pen_down = [], False
        for at_x, at_y, is_there in zip(x.tolist(), y.tolist(), there.tolist(), strict=True):
            if is_there:
                words.append(f"{'L' if pen_down else 'M'}{at_x:.1f} {at_y:.1f}")
            pen_down = is_there
        return f'<path class="line {series.style}" d="{"".join(words)}"/>'

    def _step(self, series: Series) -> str:
        x, y = np.repeat(series.x, 2)[1:], np.repeat(series.y, 2)[:-1]
        return self._line(Series("line", x, y, series.style, series.label))

    def _dots(self, series: Series) -> str:
        pairs = zip(self._x(series.x).tolist(), self._y(series.y).tolist(), strict=True)
        dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in pairs)
        return f'<path class="dots {series.style}" d="{dots}"/>'

    def _area(self, series: Series) -> str:
        floor = np.full(len(series.x), self.y_range[0])
        return self._band(Series("band", series.x, series.y, series.style, series.label, floor))

    def _band(self, series: Series) -> str:
        low = series.low if series.low is not None else np.zeros(len(series.x))
        x = self._x(series.x)
        points = [*zip(x, self._y(series.y), strict=True), *zip(x[::-1], self._y(low)[::-1], strict=True)]
        words = "L".join(f"{at_x:.1f} {at_y:.1f}" for at_x, at_y in points)
        return f'<path class="fill {series.style}" d="M{words}Z"/>'

    def _spans(self, series: Series) -> str:
        height = self.height - _TOP - _BOTTOM
        begin, end = self._x(series.x), self._x(series.x + series.y)
        boxes = "".join(
            f"M{a:.1f} {_TOP}h{max(_LINE_GAP, b - a):.1f}v{height}H{a:.1f}z"
            for a, b in zip(begin, end, strict=True)
        )
        return f'<path class="fill {series.style}" d="{boxes}"/>'


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers from ``low`` to ``high``, roughly ``about`` of them.

    Raises
    ------
    ValueError
        The range is empty.
    """
    if not high > low:
        raise ValueError(f"an axis from {low} to {high}")
    raw = (high - low) / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def envelope(signal: NDArray[np.floating], columns: int) -> tuple[Floats, Floats, Floats]:
    """Where, lowest and highest of a signal in so many columns: a waveform small enough to draw.

    Returns
    -------
    at, low, high : NDArray[float64]
        ``(columns,)``; ``at`` 0-1 along the signal. Fewer columns when the signal is that short.
    """
    columns = max(1, min(columns, len(signal)))
    each = len(signal) // columns
    blocks = signal[: columns * each].reshape(columns, each).astype(np.float64)
    return (np.arange(columns) + 0.5) / columns, blocks.min(axis=1), blocks.max(axis=1)
