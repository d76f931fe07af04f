from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.shares import half_up, spread

PARTS = st.lists(st.fractions(min_value=-1000, max_value=1000, max_denominator=600), min_size=1, max_size=14)


@given(PARTS)
def test_the_parts_sum_to_the_whole_and_none_is_a_unit_off(exact: list[Fraction]) -> None:
    whole = half_up(sum(exact, Fraction(0)))
    parts = spread(whole, exact)
    assert sum(parts) == whole
    assert all(abs(part - one) < 1 for part, one in zip(parts, exact, strict=True))


@given(PARTS)
def test_whole_parts_stay_as_they_are(exact: list[Fraction]) -> None:
    whole = [Fraction(round(one)) for one in exact]
    assert spread(int(sum(whole)), whole) == whole


def test_a_cent_that_nobody_deserves_more_goes_to_the_largest() -> None:
    assert spread(0, [Fraction(21, 2), Fraction(-21, 2)]) == [11, -11]
    assert spread(0, [Fraction(-21, 2), Fraction(21, 2)]) == [-11, 11]


def test_a_hundred_in_three_is_a_hundred() -> None:
    assert spread(100, [Fraction(100, 3)] * 3) == [34, 33, 33]


def test_a_total_that_is_no_rounding_is_refused() -> None:
    with pytest.raises(ValueError, match="7 is no rounding"):
        spread(7, [Fraction(5)])


def test_a_half_is_rounded_upwards() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
