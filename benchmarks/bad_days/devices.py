"""A sound card lost and found in the middle of a lesson: jackd is killed and started again.

The teacher is on the card, the pupil plays a climbing tone. Who listens is a JACK client beside the teacher,
on the new graph: what the program says of itself is not asked, but for whether it tells the person.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.bad_days import sweep
from benchmarks.bad_days.ear import Ear
from benchmarks.bad_days.happened import Happened
from benchmarks.bad_days.scene import (
    BLOCK_FRAMES,
    ENDS,
    clocks,
    plan,
    since,
    stamps_of,
    statuses_until,
)
from benchmarks.jackd import JackServer
from benchmarks.material import write_wav
from benchmarks.metrics import Clock
from benchmarks.processes import Message, PartError, PlayerPart, ServerPart
from benchmarks.stage import meet

CASE = "device"
_PLAYS_S, _AWAY_S, _LISTENS_S = 1.0, 0.8, 3.0
_LOOK_S = 0.003
_PORT = "teacher:output_1"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Loss:
    """One loss: when, when the device answered again, and what was heard from then on.

    ``sound`` is ``(frames,)``, when each sounded says ``clock``; None when the program did not come back to
    the graph.
    """

    lost_s: float
    here_s: float
    sound: Floats
    clock: Clock | None


def lose_devices(times: int) -> list[Happened]:
    """Hold a lesson and let the teacher lose a JACK device and have it back so many times.

    A crash ends the lesson and is all that is told of it: the others of that lesson do not count.

    Raises
    ------
    NoJackError
        There is no jackd here, or it does not come up.
    PartError
        The lesson did not come up.
    """
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-card-")))
        write_wav(folder / "sweep.wav", sweep.make())
        graph = closing.enter_context(JackServer(BLOCK_FRAMES))
        server = closing.enter_context(ServerPart())
        teacher = closing.enter_context(PlayerPart("The teacher", env=graph.env))
        pupil = closing.enter_context(PlayerPart("The pupil"))
        sweep_file = f"file:{folder / 'sweep.wav'},loop"
        for who, player, device in zip(ENDS, (teacher, pupil), ("jack:unconnected", sweep_file), strict=True):
            player.start(plan(who, server.invites[who], folder, device=device))
        meet((teacher, pupil))
        losses, crashed = _lose(graph, teacher, times)
        if crashed:
            return [Happened(CASE, (float("inf"),), kept=False, crashed=True)]
        for player in (teacher, pupil):
            statuses_until(player, losses[-1].here_s + _LISTENS_S)
            player.finish()
        return [_judge(loss, teacher, pupil) for loss in losses]


def _lose(graph: JackServer, teacher: PlayerPart, times: int) -> tuple[list[_Loss], bool]:
    losses: list[_Loss] = []
    try:
        for _ in range(times):
            teacher.works_for(_PLAYS_S)
            lost_s = time.monotonic()
            graph.kill()
            teacher.works_for(_AWAY_S)
            graph.restart()
            here_s = time.monotonic()
            losses.append(_Loss(lost_s, here_s, *_listen(graph, teacher, here_s)))
    except PartError:
        return losses, True
    return losses, False


def _listen(graph: JackServer, teacher: PlayerPart, here_s: float) -> tuple[Floats, Clock | None]:
    """Take down what comes out of the teacher's port, from when it is there."""
    with Ear(graph, _PORT) as ear:
        while time.monotonic() < here_s + _LISTENS_S:
            ear.look()
            teacher.works_for(_LOOK_S)
        return ear.heard()


def _judge(loss: _Loss, teacher: PlayerPart, pupil: PlayerPart) -> Happened:
    until_s = loss.here_s + _LISTENS_S
    own, far = (
        [one for one in since(player.statuses, loss.lost_s) if one["now_s"] < until_s]
        for player in (teacher, pupil)
    )
    steady = Clock.steady(loss.here_s, sweep.RATE_HZ)  # of no sound at all
    heard = sweep.listen(loss.sound, loss.clock or steady, clocks(pupil)[0])
    return Happened(
        CASE,
        (heard.back_after(loss.here_s),),
        told_s=next((one["now_s"] - loss.lost_s for one in own if one["device_away"]), float("inf")),
        stale_s=heard.stale_s(loss.here_s, until_s),
        kept=all(lasts(one) for one in (*own, *far)),
        unskipped=unskipped(stamps_of(teacher), loss.lost_s, until_s),
    )


def lasts(status: Message) -> bool:
    """Whether an end is in the lesson and has the other."""
    return status["phase"] == "lesson" and [far["state"] for far in status["far"]] == ["up"]


def unskipped(stamps: Floats, begin_s: float, end_s: float) -> int:
    """How often a sample's index did not follow the time that had passed, within two blocks.

    ``stamps``: ``(stamps, 3)``, sample, capture and play time.
    """
    within = stamps[(stamps[:, 1] >= begin_s) & (stamps[:, 1] < end_s)]
    ran, passed = np.diff(within[:, 0]), np.diff(within[:, 1]) * sweep.RATE_HZ
    return int(np.count_nonzero(np.abs(ran - passed) > 2 * BLOCK_FRAMES))
