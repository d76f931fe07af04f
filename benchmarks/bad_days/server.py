"""The server dies in the middle of a lesson and comes back: what do two who hear each other notice?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bad_days.happened import Happened
from benchmarks.bad_days.scene import Scene, since, statuses_until
from benchmarks.bad_days.sweep import Heard
from benchmarks.processes import Message, PlayerPart

CASE = "server"
AWAY_S = 3.0
RECOVERS_S = 8.0


@dataclass(frozen=True)
class _Outage:
    """When it was killed, and when it served again."""

    killed_s: float
    serves_s: float


def kill_server(times: int, *, recovers_s: float = RECOVERS_S) -> list[Happened]:
    """Hold a lesson, kill its server so many times with SIGKILL, and start it again.

    Raises
    ------
    LinkError, PartError
        The link or a part of the lesson did not come up, or an end ended.
    """
    with (
        tempfile.TemporaryDirectory(prefix="klangbro-bad-") as folder,
        Scene(Path(folder)) as scene,
    ):
        outages = [_kill(scene, recovers_s) for _ in range(times)]
        for player in scene.players:
            statuses_until(player, outages[-1].serves_s + recovers_s - 0.5)
        heard = scene.heard()
        lost = sum(_lost(player) for player in scene.players)
        found = [_judge(outage, scene.players, heard, recovers_s) for outage in outages]
    # The program counts lost packets over the whole lesson: they are told with its last outage.
    last = found[-1]
    return [*found[:-1], Happened(last.case, last.back_s, lost=lost, silent_s=last.silent_s, kept=last.kept)]


def _kill(scene: Scene, recovers_s: float) -> _Outage:
    killed_s = time.monotonic()
    scene.server.kill()
    scene.pupil.works_for(AWAY_S)
    scene.server.restart()
    serves_s = time.monotonic()
    scene.pupil.works_for(recovers_s)
    return _Outage(killed_s, serves_s)


def _judge(
    outage: _Outage, players: Sequence[PlayerPart], heard: Sequence[Heard], recovers_s: float
) -> Happened:
    until_s = outage.serves_s + recovers_s
    during = [
        [one for one in since(player.statuses, outage.killed_s) if one["now_s"] < until_s]
        for player in players
    ]
    return Happened(
        CASE,
        tuple(back_in_room(one, outage.serves_s) for one in during),
        silent_s=sum(one.silent_s(outage.killed_s, until_s) for one in heard),
        kept=all(far["state"] == "up" for own in during for one in own for far in one["far"]),
    )


def back_in_room(statuses: Sequence[Message], serves_s: float) -> float:
    """From ``serves_s`` until an end that had noticed says that it is in the lesson; infinite: never."""
    away = [one["now_s"] for one in statuses if one["phase"] == "away"]
    if not away:
        return float("inf")
    back = (one["now_s"] for one in statuses if one["phase"] == "lesson" and one["now_s"] > away[-1])
    return max(0.0, next(back, float("inf")) - serves_s)


def _lost(player: PlayerPart) -> int:
    assert player.report is not None
    return sum(int(far["packets_lost"]) for far in player.report["far"])
