"""A real lesson on this machine: server, teacher and pupil, a process each, with weather between.

The two play from files and record what they hear; afterwards everything is put on one time axis, whose zero
is the moment the measured part begins.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import Samples, read_wav, write_wav
from benchmarks.metrics import Clock
from benchmarks.paths.weather import Weather, write
from benchmarks.player import Plan
from benchmarks.processes import Message, PartError, PlayerPart, ServerPart

Floats = NDArray[np.float64]

MEETS_WITHIN_S = 90.0
_AFTER_S = 0.8
"""Recorded after the measured part, so that what was played last is still heard."""

Progress = Callable[[str, float], None]
"""Told what is going on, and how much of the measured part is over (0-1)."""


@dataclass(frozen=True)
class Part:
    """What one end plays and on what it plays.

    Parameters
    ----------
    who : str
        ``teacher`` or ``pupil``.
    instrument : str
    music : NDArray[float32]
        ``(frames, 1)``; starts over at its end.
    drift_ppm : float
        Of its sound card's clock.
    weather : Weather or None
        What its packets meet; None: nothing.
    """

    who: str
    instrument: str
    music: Samples
    drift_ppm: float = 0.0
    weather: Weather | None = None


@dataclass(frozen=True)
class End:
    """One end after the lesson.

    Parameters
    ----------
    part : Part
    played, heard : NDArray[float64]
        ``(frames,)``, what its device captured and what it gave out, sample 0 being the device's first.
    mouth, ear : Clock
        When those samples were at the converter; time 0 is where the measured part begins.
    statuses : list
        As the program told them, within the measured part; ``now_s`` on the same time axis.
    report : dict
        As the program told it at the end.
    up_s : float
        When its connection came up, on that axis (negative); counts of the program run from there.
    cpu_pct : float
        Of one core, the weather's own thread not included.
    rss_bytes : int
        Most memory it had.
    """

    part: Part
    played: Floats
    heard: Floats
    mouth: Clock
    ear: Clock
    statuses: list[Message] = field(repr=False)
    report: Message = field(repr=False)
    up_s: float
    cpu_pct: float
    rss_bytes: int


@dataclass(frozen=True)
class Lesson:
    """Both ends of one lesson."""

    teacher: End
    pupil: End
    seconds: float


class Stage:
    """Where lessons are held, one after the other, on one server; a context manager.

    Parameters
    ----------
    progress : Progress, optional
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self._tell = progress or (lambda _what, _share: None)
        self._server: ServerPart | None = None

    def __enter__(self) -> Stage:
        self._server = ServerPart()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    def hold(self, teacher: Part, pupil: Part, seconds: float, *, seed: int, profile: str = "duet") -> Lesson:
        """Hold a lesson whose measured part lasts ``seconds``.

        Parameters
        ----------
        seed : int
            Decides which datagrams the weather loses.
        profile : str
            What the teacher sets for both ends.

        Raises
        ------
        PartError
            A part did not start, the two did not meet, or one ended before its time.
        """
        assert self._server is not None, "a stage is a context manager"
        parts = (teacher, pupil)
        with ExitStack() as closing:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-lesson-")))
            self._tell("Server, teacher and pupil get ready", 0.0)
            players = [closing.enter_context(PlayerPart(f"The {part.who}")) for part in parts]
            for index, (part, player) in enumerate(zip(parts, players, strict=True)):
                player.start(_plan(part, self._server.invites[part.who], folder, seed + index, profile))
            self._tell("They meet", 0.0)
            meet(players)
            start_s = time.monotonic() + 0.5
            for player in players:
                player.tell({"weather_start_s": start_s})
            _follow(players, start_s, seconds, self._tell)
            for player in players:
                player.finish()
            ends = [
                end_of(part, player, folder, start_s, seconds)
                for part, player in zip(parts, players, strict=True)
            ]
        return Lesson(ends[0], ends[1], seconds)


def _plan(part: Part, invite: str, folder: Path, seed: int, profile: str) -> Plan:
    music, weather = folder / f"{part.who}.wav", folder / f"{part.who}.weather"
    write_wav(music, part.music)
    if part.weather is not None:
        write(part.weather, weather)
    return Plan(
        invite=invite,
        device=f"file:{music},drift={part.drift_ppm:g}ppm,loop",
        record=str(folder / f"{part.who}-heard.wav"),
        profile=profile if part.who == "teacher" else None,
        admit=part.who == "teacher",
        weather="" if part.weather is None else str(weather),
        loss_seed=seed,
    )


def meet(players: Sequence[PlayerPart]) -> None:
    """Wait until each hears the other, and knows how late.

    Raises
    ------
    PartError
        They do not within `MEETS_WITHIN_S`, or one ended.
    """
    until_s = time.monotonic() + MEETS_WITHIN_S
    for player in players:
        while not _hears(player.follow()):
            if time.monotonic() > until_s:
                raise PartError(f"{player.what} heard nobody within {MEETS_WITHIN_S:.0f} s.")


def _is_up(status: Message) -> bool:
    return any(far["state"] == "up" for far in status["far"])


def _hears(status: Message) -> bool:
    return _is_up(status) and any(far["mouth_to_ear_ms"] is not None for far in status["far"])


def _follow(players: Sequence[PlayerPart], start_s: float, seconds: float, tell: Progress) -> None:
    end_s = start_s + seconds + _AFTER_S
    while (now_s := time.monotonic()) < end_s:
        tell("They play", min(1.0, max(0.0, (now_s - start_s) / seconds)))
        for player in players:
            player.follow()


def end_of(part: Part, player: PlayerPart, folder: Path, start_s: float, seconds: float) -> End:
    """One end after it has left, put on the time axis of the measured part."""
    assert player.report is not None
    stamps = np.array(player.report["stamps"], dtype=np.float64)
    heard = read_wav(folder / f"{part.who}-heard.wav")[0].mean(axis=1, dtype=np.float64)
    played = np.resize(part.music[:, 0].astype(np.float64), len(heard))  # repeats, as the looping device does
    statuses = [
        status | {"now_s": status["now_s"] - start_s}
        for status in within(player.statuses, start_s, start_s + seconds)
    ]
    return End(
        part=part,
        played=played,
        heard=heard,
        mouth=Clock(stamps[:, 0], stamps[:, 1] - start_s),
        ear=Clock(stamps[:, 0], stamps[:, 2] - start_s),
        statuses=statuses,
        report=player.report,
        up_s=min(status["now_s"] for status in player.statuses if _is_up(status)) - start_s,
        cpu_pct=cpu_pct(statuses),
        rss_bytes=player.most_rss_bytes,
    )


def within(statuses: Sequence[Message], from_s: float, until_s: float) -> list[Message]:
    """Those that were told in that time."""
    return [one for one in statuses if from_s <= one["now_s"] <= until_s]


def cpu_pct(statuses: Sequence[Message]) -> float:
    """Processor time from the first status to the last, percent of a core; NaN with fewer than two."""
    if len(statuses) < 2:
        return float("nan")
    first, last = statuses[0], statuses[-1]
    return float(100 * (last["cpu_s"] - first["cpu_s"]) / (last["now_s"] - first["now_s"]))
