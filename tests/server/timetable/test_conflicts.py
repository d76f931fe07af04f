"""No double booking: whatever overlaps is found, and nothing that does not."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from server.timetable.conflicts import Clash, Engagement, clashes

MET = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60), st.sampled_from("abc"), st.integers(0, 30)),
    max_size=14,
)


def engagements(drawn: list[tuple[int, int, str, int]], kind: str) -> list[Engagement]:
    return [Engagement(begin, begin + long, who, f"{kind}{of}") for begin, long, who, of in drawn]


def overlap(one: Engagement, other: Engagement) -> bool:
    meet = max(one.begins_s, other.begins_s) < min(one.ends_s, other.ends_s)
    return one.subject == other.subject and one.of != other.of and meet


@given(MET, MET)
def test_every_overlap_of_what_is_wanted_is_named_and_nothing_else(
    asked: list[tuple[int, int, str, int]], found: list[tuple[int, int, str, int]]
) -> None:
    wanted, taken = engagements(asked, "w"), engagements(found, "t")
    pairs = [(one, other) for one in wanted for other in taken if overlap(one, other)]
    pairs += [(one, other) for one, other in combinations(wanted, 2) if overlap(one, other)]
    named = clashes(wanted, taken)
    assert sorted(sorted((one.wanted, one.taken)) for one in named) == sorted(map(sorted, pairs))


@given(MET)
def test_a_plan_that_takes_only_what_meets_nothing_books_nobody_twice(
    asked: list[tuple[int, int, str, int]],
) -> None:
    planned: list[Engagement] = []
    for one in engagements(asked, "w"):
        if not clashes([one], planned):
            planned.append(one)
    assert not [pair for pair in combinations(planned, 2) if overlap(*pair)]


def test_what_begins_when_the_other_ends_does_not_meet_it() -> None:
    first, next_one = Engagement(0, 30, "anna", "1"), Engagement(30, 60, "anna", "2")
    assert clashes([next_one], [first]) == []
    late = Engagement(29, 59, "anna", "2")
    assert clashes([late], [first]) == [Clash(late, first)]
