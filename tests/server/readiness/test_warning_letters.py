from __future__ import annotations

from typing import get_args

import pytest

from server.accounts.schemas import Locale
from server.readiness.judging import Found, Kind
from server.readiness.warning_letters import sentence, warning_letter

LANGUAGES: tuple[Locale, ...] = get_args(Locale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_has_a_sentence_with_its_place_and_figure(language: Locale) -> None:
    said = {sentence(language, "Pajala", Found(kind, "duet", 41.0, 30.0)) for kind in Kind}
    assert len(said) == len(Kind)
    assert all("Pajala" in one and "41" in one for one in said)


@pytest.mark.parametrize(
    ("kind", "value", "usual", "said"),
    [
        (Kind.LATE, 44.2, 30.0, "44 ms. The limit is 30 ms"),
        (Kind.LATE, 44.2, 25.5, "44.2 ms. The limit is 25.5 ms"),
        (Kind.LATE, 25.54, 25.5, "25.54 ms. The limit is 25.50 ms"),
        (Kind.LATE, 30.04, 30.0, "30.04 ms. The limit is 30.00 ms"),
        (Kind.LOST, 3.52, 2.0, "3.5 % of the sound is lost (duet). The limit is 2.0 %"),
        (Kind.LOST, 0.3, 0.25, "0.30 % of the sound is lost (duet). The limit is 0.25 %"),
        (Kind.WORSE, 31.4, 28.333, "31 ms now, 28 ms before"),
        (Kind.WORSE, 28.4, 28.333, "28.4 ms now, 28.3 ms before"),
    ],
)
def test_a_limit_is_told_as_it_was_set_and_what_is_over_it_as_more(
    kind: Kind, value: float, usual: float, said: str
) -> None:
    assert said in sentence("en", "Pajala", Found(kind, "duet", value, usual))


def test_decimals_are_written_as_the_language_does() -> None:
    assert "44,2 ms" in sentence("sv", "Pajala", Found(Kind.LATE, "duet", 44.2, 25.5))
    assert "44.2 ms" in sentence("en", "Pajala", Found(Kind.LATE, "duet", 44.2, 25.5))


def test_a_letter_names_the_first_place_and_how_many_more_and_where_to_turn_it_off() -> None:
    letter = warning_letter(
        "ola@example.org", "sv", ["Pajala\nrum 3", "Kiruna"], ["a", "b"], "https://x/places"
    )
    assert letter["Subject"] == "Klangbro: se till Pajala rum 3 (+1)"
    assert "a\nb" in letter.get_content()
    assert "https://x/places" in letter.get_content()
