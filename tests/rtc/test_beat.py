from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc import beat

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=9), lambda v: st.lists(v, max_size=3), max_leaves=4
)


@given(st.dictionaries(st.text(max_size=9), values, max_size=5))
def test_what_is_written_is_read_again(message: dict[str, object]) -> None:
    assert beat.decode(beat.encode(message)) == message


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "1", "{", '{"now":NaN}', '{"now":Infinity}', b"{}", None, "[" * 4000]
)
def test_anything_else_is_a_declared_error(text: object) -> None:
    with pytest.raises(beat.BeatError):
        beat.decode(text)


@pytest.mark.parametrize("message", [{"now": float("inf")}, {"now": object()}, {"text": "x" * 5000}])
def test_what_json_cannot_say_is_not_sent(message: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="beat"):
        beat.encode(message)


def test_a_long_beat_is_refused_unread() -> None:
    with pytest.raises(beat.BeatError, match="at most"):
        beat.decode('{"text":"' + "x" * 5000 + '"}')
