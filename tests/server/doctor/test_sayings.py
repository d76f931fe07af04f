"""The catalogues say what the command says, sentence by sentence."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import klangbro
from server.doctor.finding import Finding
from server.doctor.sayings import SAYINGS

CATALOGUES = Path(klangbro.__file__).parent / "client" / "web" / "catalogues"


def spoken(language: str) -> dict[str, str]:
    said = (CATALOGUES / f"{language}.po").read_text(encoding="utf-8")
    return dict(re.findall(r'msgid "(doctor\.(?:said|do)\.\w+)"\nmsgstr "(.*)"', said))


def ours() -> dict[str, str]:
    both = (
        (f"doctor.{kind}.{name}", text)
        for name, pair in SAYINGS.items()
        for kind, text in zip(("said", "do"), pair, strict=True)
    )
    return {key: text for key, text in both if text}


def taken(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_the_pages_english_is_the_commands() -> None:
    assert spoken("en") == ours()


@pytest.mark.parametrize("language", ["sv", "fi", "it", "lt"])
def test_every_sentence_is_there_in_every_language_with_its_values(language: str) -> None:
    translated = spoken(language)
    assert translated.keys() == ours().keys()
    for key, text in ours().items():
        fields = [
            {name for _, name, _, _ in Formatter().parse(one) if name} for one in (text, translated[key])
        ]
        assert fields[0] == fields[1], key


def test_a_finding_is_the_sentence_with_its_values_filled_in() -> None:
    found = Finding.of("tls", "bad", "certificate_names", names="a.test, b.test", host="c.test")
    assert found.text == "The certificate is for a.test, b.test, not for c.test."
    assert found.remedy == "Get one that names c.test."
    assert found.as_dict()["values"] == {"names": "a.test, b.test", "host": "c.test"}
