"""Whole numbers out of exact fractions, whose parts sum to the whole: largest remainders."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def spread(total: int, exact: Sequence[Fraction]) -> list[int]:
    """Round parts to whole numbers that sum to ``total``.

    Every part is rounded down; what is missing to the total goes, one each, to those who lost most by
    that. Of equals the largest part comes first, then the first in order.

    Parameters
    ----------
    total : int
        The sum of ``exact``, rounded down or up.
    exact : sequence of Fraction
        Of either sign.

    Returns
    -------
    list of int
        Each less than one away from its exact part.

    Raises
    ------
    ValueError
        ``total`` is one or more away from the parts' sum.
    """
    whole = sum(exact, Fraction(0))
    if abs(total - whole) >= 1:
        raise ValueError(f"{total} is no rounding of {whole}")
    parts = [floor(one) for one in exact]
    missing = total - sum(parts)
    order = sorted(range(len(exact)), key=lambda at: (parts[at] - exact[at], -exact[at], at))
    for at in order[:missing]:
        parts[at] += 1
    return parts


def half_up(exact: Fraction) -> int:
    """Round to the nearest whole number, a half upwards."""
    return floor(exact + Fraction(1, 2))
