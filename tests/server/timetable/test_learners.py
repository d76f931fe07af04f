from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.timetable.learners import Stay, changed, learning

WHO = st.sets(st.sampled_from("abcd"), min_size=1)


@given(WHO, st.lists(st.tuples(st.integers(0, 12), WHO), max_size=6))
def test_each_change_holds_from_its_time_on_and_leaves_what_came_before(
    first: set[str], steps: list[tuple[int, set[str]]]
) -> None:
    stays = tuple(Stay(one) for one in sorted(first))
    said = [tuple(sorted(first))] * 16
    for n, pupils in steps:
        stays = changed(stays, n, pupils)
        said[n:] = [tuple(sorted(pupils))] * len(said[n:])
    assert [learning(stays, n) for n in range(16)] == said


def test_when_the_new_pupil_is_erased_the_one_before_does_not_come_back() -> None:
    stays = changed((Stay("a"),), 5, {"b"})
    left = [stay for stay in stays if stay.person_id != "b"]
    assert learning(left, 4) == ("a",)
    assert learning(left, 5) == ()
