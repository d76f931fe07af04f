"""OPERATING.md and deploy/ name commands, options, settings and files that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer

from server.commands import admin_app
from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "OPERATING.md").read_text()
DEPLOY = [path for path in (ROOT / "deploy").iterdir() if path.is_file()]


def commands(text: str) -> list[list[str]]:
    """The words of every ``klangbro admin ...`` in a text; ``a|b`` stands for one of each."""
    joined = text.replace("\\\n", " ")
    found = re.findall(r"(?:klangbro |`)admin ([a-z][^`\n&(]*)", joined)
    return [line.split() for line in found]


def named(words: list[str]) -> tuple[list[str], list[str]]:
    """The commands that the first words lead to, and the options after them that none of these takes."""
    reached: list[tuple[str, Any]] = [("", typer.main.get_command(admin_app))]
    while words and any(hasattr(one, "commands") for _, one in reached):
        names = words.pop(0).split("|")
        reached = [(name, group.commands[name]) for _, group in reached for name in names]
    options = [word for word in words if word.startswith("--")]
    known = {flag for _, one in reached for each in one.params for flag in each.opts}
    return [name for name, _ in reached], [option for option in options if option not in known]


def test_every_command_it_names_is_one_with_the_options_it_gives() -> None:
    found = commands(TEXT)
    assert len(found) >= 10
    for words in found:
        said = " ".join(words)
        names, unknown = named(words)
        assert names, said
        assert unknown == [], said


def test_every_setting_it_names_is_one() -> None:
    texts = [TEXT, *(path.read_text() for path in DEPLOY)]
    asked = {name for text in texts for name in re.findall(r"KLANGBRO_([A-Z_]+)\b", text)}
    assert len(asked) >= 5
    assert {name.lower() for name in asked} <= set(Settings.model_fields)


def test_every_file_it_names_is_there() -> None:
    asked = re.findall(r"`(deploy/[\w.-]+)`|\]\((docs/[\w.-]+)\)", TEXT)
    assert len(asked) >= 5
    assert [one for pair in asked for one in pair if one and not (ROOT / one).is_file()] == []
