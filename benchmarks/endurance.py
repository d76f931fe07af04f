"""``klangbro bench endurance``: a whole lesson on two clocks that part, and what is left over at its end.

Question: does a lesson of 45 minutes at +-50 ppm end as it began, in sound, memory and threads? See
README.md.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import psutil
import typer

from benchmarks.frame import Run
from benchmarks.material import duet, write_wav
from benchmarks.player import Plan
from benchmarks.processes import Message, PartError, PlayerPart, ServerPart
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.stage import cpu_pct, meet

SECONDS, QUICK_SECONDS = 2700.0, 12.0
DRIFT_PPM = 50.0
SETTLING_S = 5.0
_MUSIC_S = 60.0  # played again and again
_LOOK_S = 5.0
_COUNTS = ("inserted", "removed", "underruns")
_FIELDS = {"inserted": "inserted_samples", "removed": "removed_samples", "underruns": "underruns"}
_MIB = 2**20


@dataclass(frozen=True)
class Look:
    """One process at one moment: bytes it has in memory, and how many threads."""

    rss_bytes: int
    threads: int


@bench("endurance")
def endurance(
    run: Run,
    seconds: Annotated[
        float | None, typer.Option(min=8.0, help="How long they play; 45 minutes by default.")
    ] = None,
) -> None:
    """Hold a long lesson on file devices whose clocks part by 100 ppm: what grows, what is made up?"""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    try:
        for who, (first, last, looks) in hold(run.seed, run.seconds).items():
            add_end(run, who, first, last, looks)
    except (PartError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error


def hold(seed: int, seconds: float) -> dict[str, tuple[Message, Message, list[Look]]]:
    """Hold the lesson: of each end its status when it had settled and its last one, and looks in between.

    Raises
    ------
    PartError
        A part did not start, the two did not meet, or one ended before its time.
    """
    music = duet(seed, _MUSIC_S)
    parts = {"teacher": (music.violin, DRIFT_PPM), "pupil": (music.cello, -DRIFT_PPM)}
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-endurance-")))
        server = closing.enter_context(ServerPart())
        players = {who: closing.enter_context(PlayerPart(f"The {who}")) for who in parts}
        for who, (samples, drift_ppm) in parts.items():
            write_wav(folder / f"{who}.wav", samples)
            device = f"file:{folder / who}.wav,drift={drift_ppm:g}ppm,loop"
            profile = "duet" if who == "teacher" else None
            players[who].start(Plan(server.invites[who], device, profile=profile, admit=who == "teacher"))
        meet(tuple(players.values()))
        _play(players, SETTLING_S)
        first = {who: player.statuses[-1] for who, player in players.items()}
        looks = _play(players, seconds)
        return {who: (first[who], player.statuses[-1], looks[who]) for who, player in players.items()}


def _play(players: dict[str, PlayerPart], seconds: float) -> dict[str, list[Look]]:
    """Let them play; how each process was, every few seconds. Only the newest status is kept."""
    looks: dict[str, list[Look]] = {who: [] for who in players}
    begun_s = time.monotonic()
    looked_s = begun_s
    while (now_s := time.monotonic()) < begun_s + seconds:
        for player in players.values():
            player.follow()
            del player.statuses[:-1]
        if now_s - looked_s >= _LOOK_S:
            looked_s = now_s
            for who, player in players.items():
                process = psutil.Process(player.pid)
                looks[who].append(Look(process.memory_info().rss, process.num_threads()))
            sys.stderr.write(f"\r{(now_s - begun_s) / 60:.0f} of {seconds / 60:.0f} min")
    sys.stderr.write("\n")
    return looks


def add_end(run: Run, who: str, first: Message, last: Message, looks: Sequence[Look]) -> None:
    """Add one end's figures: what was counted from ``first`` to ``last``, and how its process grew.

    Raises
    ------
    ValueError
        It heard nobody at the beginning or the end.
    """
    if not first["far"] or not last["far"]:
        raise ValueError(f"the {who} was alone")
    before, after = first["far"][0], last["far"][0]
    for name in _COUNTS:
        run.figure(f"{who}.{name}", float(after[_FIELDS[name]] - before[_FIELDS[name]]), "1")
    run.figure(f"{who}.drift", after["drift_ppm"], "ppm")
    run.figure(f"{who}.cpu", cpu_pct([first, last]), "%")
    run.figure(f"{who}.callback_p999", last["engine"]["callback_p999_ms"], "ms")
    run.figure(f"{who}.faults", float(last["engine"]["faults"]), "1")
    half = looks[len(looks) // 2 :]
    if half:
        run.figure(f"{who}.rss", half[-1].rss_bytes / _MIB, "MiB", n=len(half))
        run.figure(f"{who}.rss_grown", (half[-1].rss_bytes - half[0].rss_bytes) / _MIB, "MiB", n=len(half))
        run.figure(f"{who}.threads_grown", float(half[-1].threads - half[0].threads), "1", n=len(half))
