from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.entries import MINUTES, POST, Kind
from server.ledger.settlement import Form, Settlement, Tariff, Total, settle

TOWNS = ("lulea", "pajala", "kemi")


def tariff(form: Form, price_minor: int = 5000, shares: tuple[int, ...] = (30, 25, 20)) -> Tariff:
    return Tariff(form, "EUR", price_minor, dict(zip(TOWNS, shares, strict=True)))


def minutes(giver: str, taker: str, amount: int, *, back: bool = False) -> Total:
    return Total(1, Kind.LESSON, MINUTES, giver, taker, back, amount)


def dues(found: Settlement) -> dict[str, int]:
    return {one.municipality: one.due_minor for one in found.accounts}


def test_bought_hours_are_settled_by_the_minute() -> None:
    found = settle({1: tariff(Form.BOUGHT_HOURS)}, [minutes("lulea", "pajala", 95)])
    assert dues(found) == {"kemi": 0, "lulea": 7917, "pajala": -7917}  # 95 min at 50.00 are 79.1666
    assert [(one.payer, one.payee, one.amount_minor) for one in found.payments] == [("pajala", "lulea", 7917)]
    assert found.worth_minor == 7917


def test_a_post_of_thirty_twenty_five_and_twenty_is_settled_by_share() -> None:
    cost = Total(1, Kind.COST, "EUR", "lulea", POST, False, 400_001)
    found = settle({1: tariff(Form.JOINT_POST)}, [cost, minutes("lulea", "pajala", 600)])
    # 30, 25 and 20 of 75 of 4000.01: 1600.004, 1333.3367 and 1066.6693; who paid it all is owed the rest.
    assert dues(found) == {"lulea": 240_001, "pajala": -133_334, "kemi": -106_667}
    assert sum(one.amount_minor for one in found.payments) == 240_001


def test_what_a_pool_gives_is_borne_by_share() -> None:
    found = settle(
        {1: tariff(Form.POOL, 6000, (1, 1, 1))},
        [minutes("lulea", "pajala", 60), minutes("kemi", "lulea", 30)],
    )
    assert dues(found) == {"lulea": 6000 - 3000, "pajala": -3000, "kemi": 3000 - 3000}


def test_an_exchange_without_a_price_counts_minutes_and_owes_nothing() -> None:
    found = settle(
        {1: tariff(Form.EXCHANGE, 0)}, [minutes("lulea", "pajala", 60), minutes("pajala", "lulea", 45)]
    )
    assert found.payments == ()
    assert {one.municipality: one.given_min - one.taken_min for one in found.accounts} == {
        "kemi": 0,
        "lulea": 15,
        "pajala": -15,
    }


def test_what_was_taken_back_counts_against_what_it_was_entered_for() -> None:
    both = [minutes("lulea", "pajala", 60), minutes("pajala", "lulea", 60, back=True)]
    assert settle({1: tariff(Form.BOUGHT_HOURS)}, both).lines == ()


def test_two_currencies_are_not_added() -> None:
    two = {1: tariff(Form.POOL), 2: Tariff(Form.POOL, "SEK", 1, {"lulea": 1})}
    with pytest.raises(ValueError, match="SEK"):
        settle(two, [])


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="shares"):
        settle({1: tariff(Form.POOL, shares=(0, 0, 0))}, [minutes("lulea", "pajala", 1)])


FLOWS = st.lists(
    st.builds(
        lambda version, pair, amount, back: Total(
            version, Kind.LESSON, MINUTES, pair[0], pair[1], back, amount
        ),
        st.integers(1, 2),
        st.permutations(TOWNS),
        st.integers(1, 10**7),
        st.booleans(),
    ),
    max_size=20,
)
TARIFFS = st.builds(
    tariff,
    st.sampled_from(Form),
    st.integers(0, 10**6),
    st.tuples(*[st.integers(1, 10_000)] * 3),
)


@given(TARIFFS, TARIFFS, FLOWS)
def test_whatever_is_entered_nothing_is_left_over_and_the_lines_sum_to_the_whole(
    first: Tariff, second: Tariff, totals: list[Total]
) -> None:
    found = settle({1: first, 2: second}, totals)
    assert sum(dues(found).values()) == 0
    assert sum(line.worth_minor for line in found.lines) == found.worth_minor
    paid: Counter[str] = Counter()
    for one in found.payments:
        assert one.amount_minor > 0
        paid[one.payee] += one.amount_minor
        paid[one.payer] -= one.amount_minor
    assert {name: paid[name] for name in TOWNS} == dues(found)


@given(TARIFFS, FLOWS, st.randoms(use_true_random=False))
def test_in_whatever_order_entries_are_added_up_the_settlement_is_the_same(
    one: Tariff, totals: list[Total], dice: object
) -> None:
    mixed = list(totals)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    tariffs = {1: one, 2: one}
    assert settle(tariffs, mixed) == settle(tariffs, totals)
