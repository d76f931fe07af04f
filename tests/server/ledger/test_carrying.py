from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from server.ledger.carrying import Balance, balances
from server.ledger.entries import MINUTES, POST, Kind
from server.ledger.settlement import Form, Tariff, Total

TOWNS = ("kemi", "lulea", "pajala")
# The first two are carried, the others are paid.
TARIFFS = {
    1: Tariff(Form.EXCHANGE, "EUR", 0, dict.fromkeys(TOWNS, 1)),
    2: Tariff(Form.EXCHANGE, "EUR", 0, dict.fromkeys(TOWNS, 1)),
    3: Tariff(Form.EXCHANGE, "EUR", 4000, dict.fromkeys(TOWNS, 1)),
    4: Tariff(Form.BOUGHT_HOURS, "EUR", 4000, dict.fromkeys(TOWNS, 1)),
}
CARRIED = (1, 2)


def minutes(giver: str, taker: str, amount: int, *, version: int = 1, back: bool = False) -> Total:
    return Total(version, Kind.LESSON, MINUTES, giver, taker, back, amount)


TOTALS = st.lists(
    st.builds(
        lambda version, pair, amount, back: minutes(pair[0], pair[1], amount, version=version, back=back),
        st.sampled_from(list(TARIFFS)),
        st.permutations(TOWNS),
        st.integers(1, 10**6),
        st.booleans(),
    ),
    max_size=12,
)


def test_what_a_month_leaves_open_is_carried_into_the_next() -> None:
    january = [minutes("lulea", "pajala", 300), minutes("pajala", "lulea", 120)]
    assert balances(TARIFFS, [], january)[1:] == (
        Balance("lulea", 300, 120, 0, 180),
        Balance("pajala", 120, 300, 0, -180),
    )
    assert balances(TARIFFS, january, [minutes("pajala", "lulea", 60)])[1:] == (
        Balance("lulea", 0, 60, 180, 120),
        Balance("pajala", 60, 0, -180, -120),
    )


def test_what_is_taken_back_counts_against_what_was_given() -> None:
    january = [minutes("lulea", "pajala", 60), minutes("pajala", "lulea", 60, back=True)]
    assert balances(TARIFFS, [], january)[1] == Balance("lulea", 0, 0, 0, 0)


def test_hours_with_a_price_and_costs_are_paid_and_not_carried() -> None:
    paid = [minutes("lulea", "pajala", 60, version=3), minutes("lulea", "pajala", 60, version=4)]
    assert balances({3: TARIFFS[3], 4: TARIFFS[4]}, paid, paid) == ()
    cost = Total(1, Kind.COST, "EUR", "lulea", POST, False, 5000)
    assert balances(TARIFFS, [cost], [cost])[1] == Balance("lulea", 0, 0, 0, 0)


@given(st.lists(TOTALS, min_size=1, max_size=5))
def test_over_any_months_hours_balance_and_nothing_is_lost_between_two_of_them(
    months: list[list[Total]],
) -> None:
    before: list[Total] = []
    open_min = dict.fromkeys(TOWNS, 0)
    for month in months:
        found = balances(TARIFFS, before, month)
        assert [one.municipality for one in found] == list(TOWNS)
        assert {one.municipality: one.carried_min for one in found} == open_min
        assert sum(one.open_min for one in found) == 0
        for one in found:
            assert one.open_min == one.carried_min + one.given_min - one.taken_min
        open_min = {one.municipality: one.open_min for one in found}
        before += month
    entered: Counter[str] = Counter()
    for total in before:
        if total.version in CARRIED:
            entered[total.giver] += total.amount
            entered[total.taker] -= total.amount
    assert open_min == {town: entered[town] for town in TOWNS}


@given(TOTALS, st.data())
def test_in_whatever_order_hours_are_added_up_the_balance_is_the_same(
    totals: list[Total], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(totals))
    assert balances(TARIFFS, shuffled, shuffled) == balances(TARIFFS, totals, totals)
