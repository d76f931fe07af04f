from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.entries import MINUTES, Entry, Kind, balances

ENTRY = Entry(1, "a", 1, "2026-11", "2026-11-22", Kind.LESSON, MINUTES, 45, "lulea", "pajala", "l", 0.0)
TOWNS = ("lulea", "pajala", "kemi")
ENTRIES = st.lists(
    st.builds(
        lambda pair, amount: replace(ENTRY, giver=pair[0], taker=pair[1], amount=amount),
        st.permutations(TOWNS),
        st.integers(1, 10**6),
    ),
    max_size=30,
)


@given(ENTRIES, st.integers(0, 30))
def test_the_accounts_always_sum_to_zero_and_what_is_taken_back_leaves_no_trace(
    entries: list[Entry], some: int
) -> None:
    back = [one.counter(month=one.month, at_s=1.0) for one in entries[:some]]
    assert sum(balances(entries).values()) == 0
    found, kept = balances([*entries, *back]), balances(entries[some:])
    assert {key: amount for key, amount in found.items() if amount} == {
        key: amount for key, amount in kept.items() if amount
    }


def test_a_correction_is_not_corrected() -> None:
    back = ENTRY.counter(month="2026-12", at_s=1.0)
    assert (back.giver, back.taker, back.corrects, back.day) == ("pajala", "lulea", 1, "2026-11-22")
    with pytest.raises(ValueError, match="itself a correction"):
        back.counter(month="2026-12", at_s=2.0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": 0}, "amount 0"),
        ({"taker": "lulea"}, "both lulea"),
        ({"month": "2026-10"}, "month 2026-10"),
        ({"unit": "EUR"}, "lesson in EUR"),
        ({"kind": Kind.COST}, "cost in min"),
    ],
)
def test_what_makes_no_sense_is_no_entry(changed: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(ENTRY, **changed)  # type: ignore[arg-type]
