from __future__ import annotations

from server.reading import tokens

KEY = b"k" * 32
ID = "0123456789abcdef"


def test_a_token_is_the_same_every_time_and_names_its_row() -> None:
    token = tokens.write(KEY, ID, "lesson", "pupil")
    assert token == tokens.write(KEY, ID, "lesson", "pupil")
    assert tokens.reading_of(token) == ID
    assert tokens.is_genuine(KEY, token, ID, "lesson", "pupil")


def test_a_token_is_bound_to_its_lesson_and_its_participant_and_to_the_key() -> None:
    token = tokens.write(KEY, ID, "lesson", "pupil")
    assert not tokens.is_genuine(KEY, token, ID, "other", "pupil")
    assert not tokens.is_genuine(KEY, token, ID, "lesson", "other")
    assert not tokens.is_genuine(b"x" * 32, token, ID, "lesson", "pupil")


def test_what_is_no_reading_token_names_nothing() -> None:
    for text in ("", ID, f"{ID}.short", "a.b.c", "é" * 60, f"{ID}.{'x' * 44}"):
        assert tokens.reading_of(text) is None
