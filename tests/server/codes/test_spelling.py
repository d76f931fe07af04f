from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.codes import spelling


def test_a_code_is_read_back_as_it_is_shown() -> None:
    code = spelling.new_code()
    assert spelling.read(spelling.shown(code)) == code
    assert spelling.read(f" {code[:3].lower()}-{code[3:].lower()}\n") == code


def test_no_two_signs_of_a_code_are_taken_for_each_other() -> None:
    for alike in ("0OQ", "1IL", "2Z", "5SF", "8B", "UVW", "BDGPT", "MN"):
        assert len(set(alike) & set(spelling.ALPHABET)) <= 1, alike
    assert not set("AEIOUY") & set(spelling.ALPHABET)
    assert len(set(spelling.ALPHABET)) == 16


@pytest.mark.parametrize(("heard", "meant"), [("1HJK 3467", "LHJK3467"), ("nhjk-3467", "MHJK3467")])
def test_what_is_easily_misread_or_misheard_is_taken_for_what_it_was(heard: str, meant: str) -> None:
    assert spelling.read(heard) == meant


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    code = spelling.read(typed)
    assert code is None or (len(code) == spelling.LENGTH and set(code) <= set(spelling.ALPHABET))


def test_a_digest_without_the_key_says_nothing_of_the_code() -> None:
    assert spelling.digest(b"one", "FHJKLMQR") != spelling.digest(b"two", "FHJKLMQR")
