"""Fifty thousand inputs for every parser, bred by coverage: only declared errors, none over 50 ms."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

import klangbro
from signaling.messages import client_messages
from tests.fuzz.examples import examples
from tests.fuzz.mutate import spoil
from tests.fuzz.target import Target, TooSlowError
from tests.fuzz.targets import TARGETS

RUNS = 50_000
#: As pyproject.toml asks for it; where it is asked for and missing, the test below fails.
HAS_ATHERIS = sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14)


@pytest.mark.skipif(not HAS_ATHERIS, reason="atheris has wheels for Linux on x86-64 and Python < 3.14 alone")
@pytest.mark.timeout(600)
def test_no_parser_is_broken_or_slowed_by_fifty_thousand_inputs() -> None:
    done = subprocess.run(
        # One after the other: beside it, the other half of the tests has the other core.
        [sys.executable, "-m", "tests.fuzz", "--runs", str(RUNS), "--together", "1"],
        cwd=Path(klangbro.__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert [answer for answer in told["fuzz"] if not answer["holds"]] == []
    assert {answer["name"] for answer in told["fuzz"]} == {target.name for target in TARGETS}


def test_an_input_that_takes_too_long_is_found_out() -> None:
    def dawdle(data: bytes) -> None:
        sum(range(40_000_000))

    with pytest.raises(TooSlowError, match="ms for 1 bytes"):
        Target("slow", dawdle, lambda: [b""]).judge(b"x")


def test_there_is_a_well_formed_example_of_every_message_an_endpoint_may_send() -> None:
    sound = [client_messages.validate_json(text).type for text in examples(client_messages)]
    assert len(sound) == len(set(sound)) >= 34


def test_what_is_spoiled_by_the_same_seed_is_spoiled_the_same() -> None:
    text = b'{"type": "chat", "seq": 1, "text": "hej", "more": [1, {"a": null}]}'
    bred = [spoil(text, 3000, seed) for seed in range(200)]
    assert bred == [spoil(text, 3000, seed) for seed in range(200)]
    assert len(set(bred)) > 100
