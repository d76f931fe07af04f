from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.paths.weather import PROFILES
from benchmarks.soak import (
    FUZZ_INPUTS,
    PARSERS,
    SIMULATED,
    WIDE_TESTS,
    fuzzing,
    keep,
    main,
    pieces,
    plan,
    run,
)


def test_every_weather_is_measured_with_every_seed() -> None:
    lessons = [words for words in plan() if words[0] == "lesson"]
    assert {words[2] for words in lessons} == set(PROFILES)
    assert len(lessons) == 3 * len(PROFILES)


def test_every_parser_gets_ten_million_inputs_and_nodes_are_killed_with_every_seed() -> None:
    assert fuzzing("sdp")[2:] == ["sdp", "--runs", str(FUZZ_INPUTS)] == ["sdp", "--runs", "10000000"]
    assert len([words for words in plan() if words[:2] == ["signaling", "--nodes"]]) == 3


def test_a_hundred_thousand_lessons_are_simulated_and_none_twice() -> None:
    parts = [words for words in plan() if words[0] == "simulation"]
    seeds = [seed for _, _, count, _, first in parts for seed in range(int(first), int(first) + int(count))]
    assert sorted(seeds) == list(range(SIMULATED)) == list(range(100_000))


def test_it_goes_on_where_it_was_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    names = [name for name, _ in pieces()]
    assert main(["--list", "--from", str(len(names))]) == 0
    assert capsys.readouterr().err == f"{len(names)}. {names[-1]}\n"
    assert main(["--list", "--only", "fuzz"]) == 0
    assert len(capsys.readouterr().err.splitlines()) == len(PARSERS)


def test_a_part_of_it_that_fails_is_said_and_the_rest_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run(["broken"], ["-c", "import sys; sys.exit('nothing to measure here')"])
    assert "nothing to measure here" in capsys.readouterr().err


def test_the_pages_are_timed_and_stayed_in_for_an_hour_and_their_wide_tests_are_there() -> None:
    assert ["page-load"] in list(plan())
    assert ["bad-days"] in list(plan())
    assert ["room-hour"] in list(plan())
    assert all([name] in list(plan()) for name in ("jitter", "conceal", "drift", "core", "redundancy"))
    root = Path(__file__).resolve().parents[2]
    assert all((root / test).exists() for test in WIDE_TESTS)


def test_an_answer_is_kept_with_its_date_and_its_command(tmp_path: Path) -> None:
    words = ["lesson", "--weather", "clean"]
    path = keep(words, {"figures": []}, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), tmp_path)
    assert path.name == "20260102-030405-lesson-weather-clean.json"
    assert json.loads(path.read_text()) == {
        "date": "2026-01-02T03:04:05+00:00",
        "command": words,
        "figures": [],
    }
