from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.field.scatter import Spot, name_all, scatter

PLACES = st.lists(st.tuples(st.floats(70, 930), st.floats(30, 410)), min_size=1, max_size=10)


@given(places=PLACES)
def test_no_name_lies_on_another_whatever_is_measured(places: list[tuple[float, float]]) -> None:
    labels = name_all([f"Program {number}" for number in range(len(places))], places)
    assert not any(one.box.meets(other.box) for one, other in itertools.combinations(labels, 2))


def test_a_name_stands_beside_its_mark_where_there_is_room() -> None:
    (label,) = name_all(["Jamulus"], [(400.0, 200.0)])
    assert label.box.left > 400.0
    assert not label.apart


def test_every_program_has_its_name_and_a_shape_of_its_own() -> None:
    spots = [Spot(f"Program {number}", number == 0, 10.0 + 20 * number, number, ()) for number in range(9)]
    drawn = scatter("Delay against damage", spots)
    assert all(f">{spot.name}</text>" in drawn for spot in spots)
    assert drawn.count('class="mark one"') == 1


def test_none_damaged_has_a_place() -> None:
    assert "nan" not in scatter("Delay against damage", [Spot("JackTrip", False, 4.0, 0.0, ((4.0, 0.0),))])
