from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from client.native.commands import devices, join
from signaling.messages import Role
from tests.client.native.rooms import invite

_app = typer.Typer()
_app.command()(join)
_app.command()(devices)
_run = CliRunner().invoke


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["https://lesson.example/", "--device", "null"], "That is no invite"),
        ([invite("Bo", Role.PUPIL), "--device", "file:none.wav"], "Check the path"),
        ([invite("Bo", Role.PUPIL), "--device", "null", "--rate", "1000"], "8000 to 192000"),
        ([invite("Bo", Role.PUPIL), "--device", "null", "--profile", "fast"], "fast"),
        ([invite("Bo", Role.PUPIL), "--device", "null", "--block", "3"], "16 to 4096"),
        ([invite("Bo", Role.PUPIL), "--device", "null", "--video", "film"], "film"),
        ([invite("Bo", Role.PUPIL).replace("lesson.example", "127.0.0.1:9"), "--device", "null"], "reached"),
    ],
)
def test_what_cannot_be_is_one_line_with_a_remedy(arguments: list[str], words: str) -> None:
    result = _run(_app, ["join", "--plain", *arguments])
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_devices_are_a_list_or_a_remedy() -> None:
    result = _run(_app, ["devices", "--json"])
    if result.exit_code == 0:
        assert set(json.loads(result.stdout)) == {"cards", "cameras"}
    else:
        assert "libportaudio2" in result.stderr
