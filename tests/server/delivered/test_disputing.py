from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.delivered.disputing import DisputeOutcome, agreed, sides_of, taken_back
from server.delivered.months import after
from server.ledger.entries import POST, Entry, Kind, balances
from server.ledger.settlement import Form, Settlement, Tariff, Total, settle
from tests.server.border import terms_of
from tests.server.ledger.test_entries import ENTRY

TARIFF = Tariff(Form.BOUGHT_HOURS, "EUR", 5000, {"lulea": 0, "pajala": 0})
TERMS = terms_of("lulea", "pajala")
SIDES = frozenset({"lulea", "pajala"})
WORDS = st.sampled_from(DisputeOutcome)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.integers(1, 240)),
        st.tuples(st.just("say"), st.integers(0, 9), st.sampled_from(sorted(SIDES)), WORDS),
        st.tuples(st.just("close")),
    ),
    max_size=25,
)


class Books:
    """A ledger with disputes, as the database keeps them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.words: dict[int, dict[str, DisputeOutcome]] = {}
        self.closed: dict[str, Settlement] = {}
        self.month = "2026-11"

    def enter(self, amount: int) -> None:
        self._append([replace(ENTRY, amount=amount, month=self.month)])

    def say(self, n: int, who: str, outcome: DisputeOutcome) -> None:
        if n >= len(self.entries) or not self._stands(self.entries[n]):
            return
        entry = self.entries[n]
        words = self.words.setdefault(n, {})
        words[who] = outcome
        if agreed(sides_of(entry, TERMS), words) is DisputeOutcome.TAKE_BACK:
            self._append(taken_back([entry], settled=max(self.closed, default=""), at_s=1.0))

    def close(self) -> None:
        self.closed[self.month] = self.settlement(self.month)
        self.month = after(self.month)

    def settlement(self, month: str) -> Settlement:
        totals = [
            Total(one.version, one.kind, one.unit, one.giver, one.taker, one.corrects is not None, one.amount)
            for one in self.entries
            if one.month == month
        ]
        return settle({1: TARIFF}, totals)

    def _stands(self, entry: Entry) -> bool:
        return entry.corrects is None and all(one.corrects != entry.n for one in self.entries)

    def _append(self, new: list[Entry]) -> None:
        known = len(self.entries)
        self.entries += [replace(one, n=known + at) for at, one in enumerate(new, start=1)]


@given(STEPS)
def test_with_disputes_history_stays_accounts_balance_and_closed_months_count_again(
    steps: list[tuple[Any, ...]],
) -> None:
    books = Books()
    for what, *arguments in steps:
        before = list(books.entries)
        getattr(books, what)(*arguments)
        assert books.entries[: len(before)] == before
        assert sum(balances(books.entries).values()) == 0
        assert all(books.settlement(month) == said for month, said in books.closed.items())
    for entry in books.entries:
        if entry.corrects is not None:
            said = books.words[entry.corrects - 1]
            assert {said[one] for one in SIDES} == {DisputeOutcome.TAKE_BACK}


def test_a_word_of_one_side_or_two_words_that_differ_resolve_nothing() -> None:
    keep, back = DisputeOutcome.KEEP, DisputeOutcome.TAKE_BACK
    assert agreed(SIDES, {}) is None
    assert agreed(SIDES, {"lulea": back}) is None
    assert agreed(SIDES, {"lulea": back, "kemi": back}) is None
    assert agreed(SIDES, {"lulea": back, "pajala": keep}) is None
    assert agreed(SIDES, {"lulea": keep, "pajala": keep}) is keep


def test_what_all_bear_is_every_partys_matter() -> None:
    cost = replace(ENTRY, kind=Kind.COST, unit="EUR", taker=POST)
    third = {"municipality": "kemi", "share": 1}
    parties = [{"municipality": "lulea", "gives": True}, {"municipality": "pajala"}, third]
    pool = terms_of("lulea", "pajala", form="pool", parties=parties)
    assert sides_of(ENTRY, TERMS) == SIDES
    assert sides_of(ENTRY, pool) == sides_of(cost, pool) == SIDES | {"kemi"}
