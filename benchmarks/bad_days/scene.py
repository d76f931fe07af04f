"""A lesson in which something may go wrong: both ends play a climbing tone and are listened to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from benchmarks.bad_days import sweep
from benchmarks.bad_days.sweep import Heard
from benchmarks.material import read_wav, write_wav
from benchmarks.metrics import Clock
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import Weather
from benchmarks.player import Plan
from benchmarks.processes import Message, PlayerPart, ServerPart
from benchmarks.stage import meet

ENDS = ("teacher", "pupil")
_SETTLE_S = 4.0
_DELAY_US = 5000
BLOCK_FRAMES = 256


class Scene:
    """Server, teacher and pupil on a link of 5 ms that loses nothing; a context manager.

    On entering both hear each other. Afterwards `teacher`, `pupil`, `server` and `link` are there to be
    disturbed; `heard` ends the lesson.

    Parameters
    ----------
    folder : Path
        For what they play and record.

    Raises
    ------
    LinkError, PartError
        On entering: the link or a part of the lesson did not come up.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._closing = folder, ExitStack()

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._closing.close()
            raise
        return self

    def _open(self) -> None:
        enter = self._closing.enter_context
        write_wav(self._folder / "sweep.wav", sweep.make())
        self.link = enter(LinkLab(still(), still()))
        self.server = enter(ServerPart(ADDRESSES[0], prefix=self.link.inside(self.link.school)))
        self.teacher, self.pupil = self.players = [
            enter(PlayerPart(f"The {who}", prefix=self.link.inside(where)))
            for who, where in zip(ENDS, (self.link.school, self.link.town), strict=True)
        ]
        for who, player in zip(ENDS, self.players, strict=True):
            player.start(plan(who, self.server.invites[who], self._folder))
        meet(self.players)
        self.teacher.works_for(_SETTLE_S)

    def heard(self) -> tuple[Heard, Heard]:
        """End the lesson; what the teacher and the pupil heard of each other, when."""
        for player in self.players:
            player.finish()
        (teacher_mouth, teacher_ear), (pupil_mouth, pupil_ear) = (clocks(one) for one in self.players)
        sounds = [read_wav(self._folder / f"{who}.wav")[0].mean(axis=1, dtype=np.float64) for who in ENDS]
        return (
            sweep.listen(sounds[0], teacher_ear, pupil_mouth),
            sweep.listen(sounds[1], pupil_ear, teacher_mouth),
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()


def still() -> Weather:
    """A link of 5 ms that loses nothing."""
    return Weather(np.array([_DELAY_US], np.int64), np.array([0], np.int64))


def plan(who: str, invite: str, folder: Path, *, device: str = "") -> Plan:
    """What an end does: it plays the tone and records what it hears, unless another device is named."""
    return Plan(
        invite=invite,
        device=device or f"file:{folder / 'sweep.wav'},loop",
        block_frames=BLOCK_FRAMES,
        record="" if device else str(folder / f"{who}.wav"),
        profile="balanced" if who == "teacher" else None,
        admit=who == "teacher",
        loopback=bool(device),
        name=who,
    )


def stamps_of(player: PlayerPart) -> NDArray[np.float64]:
    """``(stamps, 3)``: sample, when it was captured, when it sounds; of an end that has left."""
    assert player.report is not None
    return np.array(player.report["stamps"], np.float64)


def clocks(player: PlayerPart) -> tuple[Clock, Clock]:
    """When an end's samples were captured, and when they sounded."""
    found = stamps_of(player)
    return Clock(found[:, 0], found[:, 1]), Clock(found[:, 0], found[:, 2])


def statuses_until(player: PlayerPart, now_s: float) -> Sequence[Message]:
    """Read all it said up to a time that is over; what it said so far."""
    while not player.statuses or player.statuses[-1]["now_s"] < now_s:
        player.follow()
    return player.statuses


def since(statuses: Sequence[Message], start_s: float) -> list[Message]:
    """Those said after a time."""
    return [one for one in statuses if one["now_s"] >= start_s]
