"""Whether a figure changed from one run to another, as far as the noise in both lets one say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

ALPHA = 0.001
"""A change is named by mistake once in a thousand figures: a report has dozens of them."""
POWER = 0.9
_BATCHES = 10
_LEAST = 4
_MATTERS = {"ms": 0.5, "%": 0.5, "dB": 0.5, "dBFS": 0.5, "ppm": 1.0, "s": 0.05, "samples": 0.5}
_MATTERS_SHARE = 0.05


@dataclass(frozen=True)
class Change:
    """One figure of two runs.

    Parameters
    ----------
    name, unit : str
    before, after : float or None
    verdict : str
        ``worse``, ``better``, ``higher``, ``lower``, ``same`` or ``cannot say``. ``same``: no change was
        seen; how small a one would have been is ``detectable``.
    detectable : float or None
        The change that would have been found nine times in ten; None: nobody knows how noisy the figure is.
    uncertain : float or None
        Half the width of the difference's interval at 99.9 %.
    """

    name: str
    unit: str
    before: float | None
    after: float | None
    verdict: str
    detectable: float | None = None
    uncertain: float | None = None

    @property
    def changed(self) -> bool:
        """Whether there is a change beyond doubt and beyond what does not matter."""
        return self.verdict in ("worse", "better", "higher", "lower")


@dataclass(frozen=True)
class _Seen:
    """A figure's mean, its standard error, and the degrees of freedom of that."""

    mean: float
    error: float
    freedom: int


def matters(unit: str, value: float) -> float:
    """The smallest change of a figure that a lesson would notice."""
    return _MATTERS.get(unit, _MATTERS_SHARE * abs(value))


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Compare two results of one bench, figure by figure; what only one of them has is left out.

    Raises
    ------
    ValueError
        They are of two benches.
    """
    if before["bench"] != after["bench"]:
        raise ValueError(f"{before['bench']} and {after['bench']} measure different things")
    later = {figure["name"]: figure for figure in after["figures"]}
    return [
        compare(
            figure,
            later[figure["name"]],
            before.get("samples", {}).get(figure["name"]),
            after.get("samples", {}).get(figure["name"]),
        )
        for figure in before["figures"]
        if figure["name"] in later
    ]


def compare(
    before: dict[str, Any],
    after: dict[str, Any],
    before_samples: list[float] | None = None,
    after_samples: list[float] | None = None,
) -> Change:
    """One figure of two runs.

    Samples are put into ten batches in the order they came, so that neighbours which resemble each other
    are not taken for independent (batch means; A. M. Law, *Simulation Modeling and Analysis*, chapter 9),
    and the means of the batches are compared by B. L. Welch's test (Biometrika 34, 1947). A change is
    named when the difference's 99.9 % interval lies wholly beyond the smallest change that matters.
    """
    name, unit = str(before["name"]), str(before["unit"])
    one, other = before["value"], after["value"]
    seen = [_seen(before, before_samples), _seen(after, after_samples)]
    if one is None or other is None or seen[0] is None or seen[1] is None:
        return Change(name, unit, one, other, "cannot say")
    first, second = seen[0], seen[1]
    gap = second.mean - first.mean
    error = math.hypot(first.error, second.error)
    freedom = _freedom(first, second)
    wide = _t(1 - ALPHA / 2, freedom) * error
    least = matters(unit, first.mean)
    detectable = least + wide + _t(POWER, freedom) * error
    verdict = _direction(before.get("op"), gap) if abs(gap) - wide > least else "same"
    return Change(name, unit, one, other, verdict, detectable, wide)


def _seen(figure: dict[str, Any], samples: list[float] | None) -> _Seen | None:
    """From samples, or from how far they were apart; None: it was looked at too seldom."""
    if samples is not None and len(samples) >= _LEAST:
        batches = np.array_split(np.asarray(samples, dtype=np.float64), min(_BATCHES, len(samples)))
        means = np.array([batch.mean() for batch in batches])
        return _Seen(float(np.mean(means)), float(means.std(ddof=1)) / math.sqrt(len(means)), len(means) - 1)
    count, spread, value = int(figure["n"]), figure["spread"], figure["value"]
    if count < _LEAST or spread is None or value is None:
        return None
    # The expected range of that many normal values (G. Blom, 1958).
    wide = 2 * NormalDist().inv_cdf((count - 0.375) / (count + 0.25))
    freedom = min(count, _BATCHES) - 1  # neighbours may resemble each other
    return _Seen(float(value), float(spread) / wide / math.sqrt(freedom + 1), freedom)


def _freedom(one: _Seen, other: _Seen) -> float:
    """Welch and Satterthwaite."""
    squares = [seen.error**2 for seen in (one, other)]
    below = sum(square**2 / seen.freedom for square, seen in zip(squares, (one, other), strict=True))
    return sum(squares) ** 2 / below if below > 0 else float(one.freedom + other.freedom)


def _t(probability: float, freedom: float) -> float:
    """Quantile of Student's distribution."""
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy

    return float(stdtrit(freedom, probability))


def _direction(op: str | None, gap: float) -> str:
    if op is None:
        return "higher" if gap > 0 else "lower"
    return "worse" if (gap > 0) == (op in ("<=", "<")) else "better"


def words(change: Change) -> str:
    """The verdict on a figure in one sentence."""
    unit = "" if change.unit == "1" else f" {change.unit}"
    if change.verdict == "cannot say":
        return f"{change.name}: measured too seldom to say whether it changed."
    said = f"{change.name}: {change.before:g}{unit} before, {change.after:g}{unit} after"
    if not change.changed:
        return f"{said}. No change seen; one of {change.detectable:.2g}{unit} is found 9 times in 10."
    return f"{said}: {change.verdict}, to {change.uncertain:.2g}{unit}."
