"""``python -m tests.fuzz [NAME ...] --runs N``: breed inputs by coverage (atheris), one process per parser.

Prints one JSON object: what each parser was given, its slowest input, and what broke it. An input that breaks
a parser is kept under tests/fuzz/corpus, from where tests/fuzz/test_corpus.py plays it again for ever.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import atheris

from tests.fuzz.instrument import instrument
from tests.fuzz.mutate import spoil
from tests.fuzz.target import CORPUS, Target
from tests.fuzz.targets import TARGETS

_SLOWEST = struct.Struct("d")


def _breed(target: Target, runs: int, seed: int, slowest: mmap.mmap, folder: str) -> None:
    """In a process of its own: never returns."""
    most_s = 0.0

    def one(data: bytes) -> None:
        nonlocal most_s
        took_s = target.judge(data)
        if took_s > most_s:
            most_s = took_s
            _SLOWEST.pack_into(slowest, 0, took_s)

    seeds = Path(folder, target.name)
    seeds.mkdir()
    for number, text in enumerate([*target.seeds(), *(path.read_bytes() for path in target.kept())]):
        Path(seeds, str(number)).write_bytes(text)
    Path(folder, f"{target.name}.seeds").write_text(",".join(map(str, seeds.iterdir())))
    # The time of an input is judged by CPU (target.py); libFuzzer's clock goes on while the machine does not.
    words = [
        "fuzz", f"-runs={runs}", f"-seed={seed}", f"-max_len={target.most_bytes}", "-len_control=0",
        "-timeout=1200", "-report_slow_units=1200", "-rss_limit_mb=0", "-verbosity=0", "-mutate_depth=2",
        f"-artifact_prefix={CORPUS}/{target.name}-",
        f"-seed_inputs=@{folder}/{target.name}.seeds",
    ]  # fmt: skip
    log = os.open(Path(folder, f"{target.name}.log"), os.O_CREAT | os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    mutators = {"custom_mutator": spoil} if target.json else {}
    atheris.Setup(words, one, **mutators)
    atheris.Fuzz()
    os._exit(0)


class Breeding:
    """One parser's process."""

    def __init__(self, target: Target, runs: int, seed: int, folder: str) -> None:
        self.target = target
        self._slowest = mmap.mmap(-1, _SLOWEST.size)
        self._log = Path(folder, f"{target.name}.log")
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _breed(target, runs, seed, self._slowest, folder)
            finally:
                os._exit(70)

    def ended(self, status: int, cpu_s: float) -> dict[str, Any]:
        """What came of it."""
        told = self._log.read_text(errors="replace") if status and self._log.exists() else ""
        return {
            "name": self.target.name,
            "holds": status == 0,
            "cpu_s": round(cpu_s, 2),
            "slowest_ms": round(1000 * _SLOWEST.unpack_from(self._slowest)[0], 2),
            "broken_by": told[-2000:],
        }


def breed(targets: list[Target], runs: int, seed: int, together: int) -> list[dict[str, Any]]:
    """Fuzz these parsers, so many at a time."""
    waiting, at_work, answers = list(targets), dict[int, Breeding](), []
    with tempfile.TemporaryDirectory(prefix="klangbro-fuzz-") as folder:
        while waiting or at_work:
            while waiting and len(at_work) < together:
                started = Breeding(waiting.pop(0), runs, seed, folder)
                at_work[started.pid] = started
            pid, status, used = os.wait3(0)
            answers.append(at_work.pop(pid).ended(status, used.ru_utime + used.ru_stime))
    return answers


def main() -> int:
    """Answer in JSON; 1 when a parser broke."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("names", nargs="*", choices=[[], *(target.name for target in TARGETS)])
    asked.add_argument("--runs", type=int, default=50_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--together", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    chosen = [target for target in TARGETS if not given.names or target.name in given.names]
    begun_s = time.monotonic()
    instrument()
    answers = breed(chosen, given.runs, given.seed, given.together)
    seconds = round(time.monotonic() - begun_s, 1)
    told = {"fuzz": answers, "runs": given.runs, "seed": given.seed, "seconds": seconds}
    sys.stdout.write(json.dumps(told) + "\n")
    return int(not all(answer["holds"] for answer in answers))


if __name__ == "__main__":
    sys.exit(main())
