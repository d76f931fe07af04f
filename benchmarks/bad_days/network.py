"""A lesson over a real link whose network fails: two native ends, each in a namespace of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.bad_days.happened import Happened
from benchmarks.bad_days.scene import Scene
from benchmarks.processes import PlayerPart

Case = Literal["blackout", "address", "stop-teacher", "stop-pupil"]
CASES: tuple[Case, ...] = ("blackout", "address", "stop-teacher", "stop-pupil")

AWAY_S = 10.0
RECOVERS_S = 14.0
_MOVES = ("10.77.0.2", "10.77.0.12")
_SWALLOW = ("pfifo", "limit", "0")
"""A queue with room for nothing: what is sent is lost, and nobody says so."""


@dataclass(frozen=True)
class Event:
    """One bad thing: when it began and ended, on the monotonic clock."""

    began_s: float
    ended_s: float


def suffer(case: Case, times: int, *, recovers_s: float = RECOVERS_S) -> list[Happened]:
    """Hold a lesson and let the same thing go wrong so many times.

    Parameters
    ----------
    case : Case
    times : int
    recovers_s : float
        Waited after each, before the next.

    Raises
    ------
    LinkError, PartError
        The link or a part of the lesson did not come up, or an end ended.
    """
    with (
        tempfile.TemporaryDirectory(prefix="klangbro-bad-") as folder,
        Scene(Path(folder)) as scene,
    ):
        events = [_happen(case, index, scene, recovers_s) for index in range(times)]
        heard = scene.heard()
    return [
        Happened(
            case,
            tuple(one.back_after(event.ended_s) for one in heard),
            stale_s=sum(one.stale_s(event.began_s, event.ended_s + recovers_s) for one in heard),
        )
        for event in events
    ]


def _happen(case: Case, index: int, scene: Scene, recovers_s: float) -> Event:
    """Let it happen, and let the two recover."""
    link, pupil = scene.link, scene.pupil
    if case == "blackout":
        start_s = time.monotonic()
        for namespace in (link.school, link.town):
            _tc(namespace, "add", *_SWALLOW)
        pupil.works_for(AWAY_S)
        for namespace in (link.school, link.town):
            _tc(namespace, "del")
        event = Event(start_s, time.monotonic())
    elif case == "address":
        old, new = (_MOVES, _MOVES[::-1])[index % 2]
        start_s = time.monotonic()
        for words in (["del", f"{old}/24"], ["add", f"{new}/24"]):
            subprocess.run(["ip", "-n", link.town, "addr", *words, "dev", "lab0"], check=True)
        event = Event(start_s, time.monotonic())
    else:
        event = _stop(scene.players[case == "stop-pupil"])
    pupil.works_for(recovers_s)
    return event


def _tc(namespace: str, verb: str, *queue: str) -> None:
    subprocess.run(["tc", "-n", namespace, "qdisc", verb, "dev", "lab0", "root", *queue], check=True)


def _stop(player: PlayerPart) -> Event:
    start_s = time.monotonic()
    os.kill(player.pid, signal.SIGSTOP)
    player.works_for(AWAY_S)
    os.kill(player.pid, signal.SIGCONT)
    return Event(start_s, time.monotonic())
