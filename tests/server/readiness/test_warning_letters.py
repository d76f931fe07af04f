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


def test_a_letter_names_the_first_place_and_how_many_more_and_where_to_turn_it_off() -> None:
    letter = warning_letter(
        "ola@example.org", "sv", ["Pajala\nrum 3", "Kiruna"], ["a", "b"], "https://x/places"
    )
    assert letter["Subject"] == "Klangbro: se till Pajala rum 3 (+1)"
    assert "a\nb" in letter.get_content()
    assert "https://x/places" in letter.get_content()
