"""Delay against damage: a mark of its own shape for every program, its name beside it, readable in grey.

Both axes are logarithmic, damage with a place for none at all: what is tried here lies from five milliseconds
to three hundred and from nothing to everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 960, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 24, 26, 40
_MARK, _DOT = 6.0, 2.5
_TEXT_HIGH, _LETTER_WIDE = 15.0, 7.0
_AIR = 3.0
_NEAR = 14.0
_FURTHEST = 400
_X_TICKS = tuple(digit * 10.0**power for power in range(4) for digit in (1, 2, 5))
_Y_TICKS = (0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_TICK_GAP = 18.0
_FINE_PCT = 0.2  # below it the axis is nearly straight, above it logarithmic
#: Corners on a circle, degrees from the right; none: a circle.
_SHAPES: tuple[tuple[float, ...], ...] = (
    (),
    (45, 135, 225, 315),
    (0, 90, 180, 270),
    (30, 150, 270),
    (90, 210, 330),
    (0, 60, 120, 180, 240, 300),
    (0, 120, 240),
    (60, 180, 300),
    (18, 90, 162, 234, 306),
)


@dataclass(frozen=True)
class Spot:
    """One program.

    Parameters
    ----------
    name : str
    ours : bool
    delay_ms, damaged_pct : float
        Medians; the mark stands there.
    seeds : Sequence[tuple[float, float]]
        Each recording's ``(delay_ms, damaged_pct)``.
    """

    name: str
    ours: bool
    delay_ms: float
    damaged_pct: float
    seeds: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Box:
    """A rectangle that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Label:
    """A name: ``x`` is its middle, ``y`` its foot; one that stands ``apart`` wants a line to its mark."""

    text: str
    x: float
    y: float
    box: Box
    apart: bool


def scatter(title: str, spots: Sequence[Spot]) -> str:
    """A ``<figure>``; programs without a number must have been left out."""
    xs = [x for spot in spots for x, _ in (*spot.seeds, (spot.delay_ms, spot.damaged_pct))]
    ys = [y for spot in spots for _, y in (*spot.seeds, (spot.delay_ms, spot.damaged_pct))]
    axes = _Axes(min(xs) / 1.3, max(xs) * 1.3, max(1.0, *ys) * 1.1)
    places = [axes.place(spot.delay_ms, spot.damaged_pct) for spot in spots]
    labels = name_all([spot.name for spot in spots], places)
    marks = "".join(
        _marked(spot, index, place, [axes.place(*seed) for seed in spot.seeds])
        for index, (spot, place) in enumerate(zip(spots, places, strict=True))
    )
    names = "".join(_named(label, *place) for label, place in zip(labels, places, strict=True))
    words = "; ".join(f"{one.name} {one.delay_ms:.1f} ms, {one.damaged_pct:.2f} %" for one in spots)
    return (
        f'<figure class="chart"><figcaption><h3>{escape(title)}</h3></figcaption><div class="scroll">'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words, quote=True)}">'
        f"{axes.drawn()}{marks}{names}</svg></div></figure>"
    )


@dataclass(frozen=True)
class _Axes:
    x_low: float
    x_high: float
    y_high: float

    def place(self, delay_ms: float, damaged_pct: float) -> tuple[float, float]:
        """Where a value stands, px."""
        along = math.log(delay_ms / self.x_low) / math.log(self.x_high / self.x_low)
        up = math.log1p(damaged_pct / _FINE_PCT) / math.log1p(self.y_high / _FINE_PCT)
        return (
            _LEFT + along * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM),
        )

    def drawn(self) -> str:
        """Lines and numbers."""
        base = _HEIGHT - _BOTTOM
        parts = []
        last = float("inf")
        for value in _Y_TICKS:
            y = self.place(self.x_high, value)[1]
            if value > self.y_high or last - y < _TICK_GAP:
                continue
            last = y
            parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>')
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
        for value in _X_TICKS:
            if not self.x_low <= value <= self.x_high:
                continue
            x = self.place(value, 0)[0]
            parts.append(f'<path class="tick" d="M{x:.1f} {base}v5"/>')
            parts.append(f'<text x="{x:.1f}" y="{base + 19}" text-anchor="middle">{value:g} ms</text>')
        parts.append(f'<path class="axis" d="M{_LEFT} {base}H{_WIDTH - _RIGHT}"/>')
        parts.append('<text x="4" y="16">% damaged</text>')
        return "".join(parts)


def name_all(names: Sequence[str], places: Sequence[tuple[float, float]]) -> list[Label]:
    """Give each mark its name, as near as there is room: no name lies on another, nor on a mark."""
    taken = [_around(x, y, _MARK + _AIR, _MARK + _AIR) for x, y in places]
    labels = []
    for name, place in zip(names, places, strict=True):
        label = next(one for one in _tries(name, place) if not any(one.box.meets(box) for box in taken))
        taken.append(label.box)
        labels.append(label)
    return labels


def _tries(name: str, place: tuple[float, float]) -> Iterator[Label]:
    """Right, left, above, below, then further and further; within the picture while that can be."""
    half = len(name) * _LETTER_WIDE / 2
    inside = Box(_LEFT, 0, _WIDTH, _HEIGHT - _BOTTOM)
    outside = []
    for away in range(0, _FURTHEST, 6):
        for angle in (0, 180, 270, 90, 315, 45, 225, 135):
            right, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x = place[0] + right * (_MARK + _AIR + half + 2 + away)
            y = place[1] + down * (_MARK + _AIR + _TEXT_HIGH / 2 + 1 + away)
            box = _around(x, y, half, _TEXT_HIGH / 2)
            label = Label(name, x, y + 4, box, away > _NEAR)
            within = inside.left <= box.left and box.right <= inside.right
            if within and inside.top <= box.top and box.bottom <= inside.bottom:
                yield label
            else:
                outside.append(label)
    yield from outside


def _around(x: float, y: float, half_wide: float, half_high: float) -> Box:
    return Box(x - half_wide, y - half_high, x + half_wide, y + half_high)


def _marked(spot: Spot, index: int, place: tuple[float, float], seeds: Sequence[tuple[float, float]]) -> str:
    kind = "mark one" if spot.ours else "mark"
    small = "".join(_shape(index, *seed, _DOT) for seed in seeds) if len(seeds) > 1 else ""
    return f'<path class="{kind} seed" d="{small}"/><path class="{kind}" d="{_shape(index, *place, _MARK)}"/>'


def _shape(index: int, x: float, y: float, radius: float) -> str:
    corners = _SHAPES[index % len(_SHAPES)]
    if not corners:
        return (
            f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0"
            f"a{radius} {radius} 0 1 0 {-2 * radius} 0Z"
        )
    points = [
        f"{x + 1.2 * radius * math.cos(math.radians(angle)):.1f}"
        f" {y + 1.2 * radius * math.sin(math.radians(angle)):.1f}"
        for angle in corners
    ]
    return f"M{'L'.join(points)}Z"


def _named(label: Label, x: float, y: float) -> str:
    lead = ""
    if label.apart:
        end_x = min(max(x, label.box.left), label.box.right)
        end_y = min(max(y, label.box.top), label.box.bottom)
        lead = f'<path class="lead" d="M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}"/>'
    words = escape(label.text)
    return f'{lead}<text class="name" x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="middle">{words}</text>'
