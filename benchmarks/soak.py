"""``make soak``: all that takes hours, one after the other; each answer is kept under benchmarks/results/.

Nothing else should run on the machine meanwhile: what is measured is time. It is made of pieces, none of
which needs another: ``--list`` numbers them, ``--from N`` goes on where one was stopped, ``--only WORD`` runs
those that have the word in them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.paths.weather import PROFILES

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
SEEDS = (1, 2, 3)
LESSON_SECONDS = 120
FUZZ_INPUTS = 10_000_000
SIMULATED, SIMULATED_TOGETHER = 100_000, 10_000
WIDE_TIMEOUT_S = 1800


def plan() -> Iterator[list[str]]:
    """What is measured: the words behind ``klangbro bench``."""
    for first in range(0, SIMULATED, SIMULATED_TOGETHER):
        yield ["simulation", "--lessons", str(SIMULATED_TOGETHER), "--seed", str(first)]
    yield ["pages"]
    yield ["thin-path"]
    for seed in SEEDS:
        for weather in PROFILES:
            yield ["lesson", "--weather", weather, "--seconds", str(LESSON_SECONDS), "--seed", str(seed)]
        yield ["signaling", "--seed", str(seed)]
        yield ["signaling", "--nodes", "--seed", str(seed)]
        yield ["signaling", "--flood", "--seed", str(seed)]
        for profile in ("duet", "studio"):
            words = ["--profile", profile, "--seconds", str(LESSON_SECONDS), "--seed", str(seed)]
            yield ["mouth-to-ear", *words]
        yield ["rivals", "--seeds", "1", "--seed", str(seed)]
    yield ["relay"]
    yield ["endurance"]
    yield ["bad-days"]
    yield ["hand-over"]
    yield ["device-truths"]
    yield ["network-truths"]
    yield ["network-truths", "--page"]
    yield ["comparisons"]
    yield ["page-load"]
    yield ["region"]
    yield ["tables"]
    yield ["room-hour"]
    for name in ("jitter", "conceal", "drift", "clock", "together", "core", "redundancy"):
        yield [name]


#: Tests that go further when there is time: every language and theme, a whole day of lessons.
WIDE_TESTS = (
    "tests/benchmarks",
    "tests/dsp",
    "tests/server/test_api_machine.py",
    "tests/server/roles/test_tenants.py",
    *(
        f"tests/e2e/test_{name}.py"
        for name in (
            "access",
            "bad_days",
            "borders",
            "day",
            "devices",
            "measured",
            "namespaces",
            "network",
            "nodes",
            "papers",
            "pictures",
            "posts",
            "places",
            "providers",
            "relay",
            "reported",
            "room",
            "round_trip",
            "site",
            "tools",
        )
    ),
)


def run_wide(test: str) -> dict[str, object]:
    """Run one of `WIDE_TESTS`; whether it passed, and its last lines."""
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", str(WIDE_TIMEOUT_S), test]
    environment = os.environ | {"KLANGBRO_WIDE": "yes"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return {"passed": done.returncode == 0, "said": done.stdout.splitlines()[-20:]}


#: The parsers by name, as tests/fuzz has them: those are the tests' own, and no benchmark imports them.
PARSERS = (
    *("stun", "rtp", "rtcp", "sdp", "candidate", "red", "beat", "clock"),
    *("room", "client", "token", "invite", "state", "bus", "upload", "table"),
    *("frames", "measuring", "cable", "keyboard", "wave"),
)


def fuzzing(parser: str) -> list[str]:
    """Ten million inputs for a parser, by atheris (tests/fuzz)."""
    return ["-m", "tests.fuzz", parser, "--runs", str(FUZZ_INPUTS)]


def keep(words: list[str], answer: dict[str, object], when: datetime, folder: Path = RESULTS) -> Path:
    """Write one answer, with its date and its command, beside the others."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join(word.lstrip("-") for word in words)
    path = folder / f"{when:%Y%m%d-%H%M%S}-{name}.json"
    kept = {"date": when.isoformat(timespec="seconds"), "command": words, **answer}
    path.write_text(json.dumps(kept, indent=1) + "\n")
    return path


def pieces() -> Iterator[tuple[str, Callable[[], bool]]]:
    """All there is to run: what it is called, and what runs it and says whether all went well."""
    for words in plan():
        yield " ".join(words), partial(run, words, ["-m", "klangbro", "bench", *words, "--json"])
    for parser in PARSERS:
        yield f"fuzz {parser}", partial(run, ["fuzz", parser], fuzzing(parser))
    for test in WIDE_TESTS:
        yield f"{test}, wide", partial(try_wide, test)


def main(words: list[str] | None = None) -> int:
    """Run the pieces that are asked for; what cannot run here is said, and makes the status 1."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    asked.add_argument("--from", dest="first", type=int, default=1, help="the first piece to run")
    asked.add_argument("--only", default="", help="run those that have this in their name")
    asked.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    given = asked.parse_args(words)
    failed = 0
    for number, (name, run_it) in enumerate(pieces(), 1):
        if number < given.first or given.only not in name:
            continue
        sys.stderr.write(f"{number}. {name}\n")
        failed += not given.list and not run_it()
    return int(failed > 0)


def try_wide(test: str) -> bool:
    """Run a wide test and keep its answer; whether it passed."""
    answer = run_wide(test)
    sys.stderr.write(f"  {keep(['test', Path(test).stem], answer, datetime.now(UTC))}\n")
    return bool(answer["passed"])


def run(words: list[str], command: list[str]) -> bool:
    """Run one and keep its answer, if it has one; whether all went well."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.stdout.strip():
        path = keep(words, json.loads(done.stdout.splitlines()[-1]), datetime.now(UTC))
        sys.stderr.write(f"  {path}\n")
    if done.returncode:
        sys.stderr.write(f"  {done.stderr.strip()}\n")
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())
