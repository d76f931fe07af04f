"""A lesson over a real link whose network fails: two native ends, each in a namespace of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.bad_days import sweep
from benchmarks.material import read_wav, write_wav
from benchmarks.metrics import Clock
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import Weather
from benchmarks.player import Plan
from benchmarks.processes import PlayerPart, ServerPart
from benchmarks.stage import meet

Case = Literal["blackout", "address", "stop-teacher", "stop-pupil"]
CASES: tuple[Case, ...] = ("blackout", "address", "stop-teacher", "stop-pupil")

AWAY_S = 10.0
_SETTLE_S = 4.0
RECOVERS_S = 14.0
_MOVES = ("10.77.0.2", "10.77.0.12")
_DELAY_US = 5000
_SWALLOW = ("pfifo", "limit", "0")
"""A queue with room for nothing: what is sent is lost, and nobody says so."""


@dataclass(frozen=True)
class Event:
    """One bad thing: when it began and ended, on the monotonic clock."""

    began_s: float
    ended_s: float


@dataclass(frozen=True)
class Outcome:
    """What one event did to the sound, heard at both ends.

    Attributes
    ----------
    back_s : tuple[float, float]
        From the event's end until fresh sound, at the teacher's end and at the pupil's.
    stale_s : float
        Of stale sound, at both together.
    """

    back_s: tuple[float, float]
    stale_s: float


def suffer(case: Case, times: int, *, recovers_s: float = RECOVERS_S) -> list[Outcome]:
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
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-bad-")))
        write_wav(folder / "sweep.wav", sweep.make())
        link = closing.enter_context(LinkLab(_still(), _still()))
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=link.inside(link.school)))
        players = [
            closing.enter_context(PlayerPart(f"The {who}", prefix=link.inside(namespace)))
            for who, namespace in (("teacher", link.school), ("pupil", link.town))
        ]
        for who, player in zip(("teacher", "pupil"), players, strict=True):
            player.start(_plan(who, server.invites[who], folder))
        meet(players)
        players[0].works_for(_SETTLE_S)
        events = [_happen(case, index, players, link, recovers_s) for index in range(times)]
        for player in players:
            player.finish()
        return _judge(players, folder, events, recovers_s)


def _still() -> Weather:
    """A link of 5 ms that loses nothing."""
    return Weather(np.array([_DELAY_US], np.int64), np.array([0], np.int64))


def _plan(who: str, invite: str, folder: Path) -> Plan:
    return Plan(
        invite=invite,
        device=f"file:{folder / 'sweep.wav'},loop",
        block_frames=256,
        record=str(folder / f"{who}.wav"),
        profile="balanced" if who == "teacher" else None,
        admit=who == "teacher",
        loopback=False,
    )


def _happen(case: Case, index: int, players: Sequence[PlayerPart], link: LinkLab, recovers_s: float) -> Event:
    """Let it happen, and let the two recover."""
    pupil = players[1]
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
        event = _stop(players[case == "stop-pupil"])
    pupil.works_for(recovers_s)
    return event


def _tc(namespace: str, verb: str, *queue: str) -> None:
    subprocess.run(["tc", "-n", namespace, "qdisc", verb, "dev", "lab0", "root", *queue], check=True)


def _stop(player: PlayerPart) -> Event:
    start_s = time.monotonic()
    os.kill(player.pid, signal.SIGSTOP)
    wait: Callable[[float], None] = player.works_for
    wait(AWAY_S)
    os.kill(player.pid, signal.SIGCONT)
    return Event(start_s, time.monotonic())


def _judge(
    players: Sequence[PlayerPart], folder: Path, events: Sequence[Event], recovers_s: float
) -> list[Outcome]:
    stamps = [np.array(player.report["stamps"], np.float64) for player in players if player.report]
    mouths = [Clock(one[:, 0], one[:, 1]) for one in stamps]
    ears = [Clock(one[:, 0], one[:, 2]) for one in stamps]
    heard = []
    for own, who in enumerate(("teacher", "pupil")):
        sound = read_wav(folder / f"{who}.wav")[0].mean(axis=1, dtype=np.float64)
        heard.append(sweep.listen(sound, ears[own], mouths[1 - own]))
    outcomes = []
    for event in events:
        back = tuple(one.back_after(event.ended_s) for one in heard)
        stale = sum(one.stale_s(event.began_s, event.ended_s + recovers_s) for one in heard)
        outcomes.append(Outcome((back[0], back[1]), stale))
    return outcomes
