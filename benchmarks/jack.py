"""Two native peers on one JACK graph, a real IP link between them, one heard from outside at the other's ear.

Both ends sit on one clock, in two network namespaces; m2e plays and records in the same JACK cycle. See
README.md, bench mouth-to-ear.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import m2e
from benchmarks.awake import awake
from benchmarks.chirps import ledger_off_ms
from benchmarks.jackd import JackServer
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import forecast
from benchmarks.player import Plan
from benchmarks.processes import Message, PlayerPart, ServerPart
from benchmarks.recorder import Ports, recorded
from benchmarks.stage import cpu_pct, meet, within

DROPS_FROM_S = 60.0
"""By then the target has found its place; packets are dropped from there on."""
PORTS = Ports("teacher:input_1,teacher:input_2", "pupil:output_1")
_RATE_HZ = 48_000
_SKIP_S = 3.0


@dataclass(frozen=True)
class Case:
    """What is measured once.

    Parameters
    ----------
    weather, profile : str
    period : int
        Frames of a JACK period.
    seed : int
        Of the weather.
    """

    weather: str
    profile: str
    period: int
    seed: int

    @property
    def name(self) -> str:
        """What its figures' names begin with: all but the seed."""
        return f"{self.weather}.{self.profile}.{self.period}"


@dataclass(frozen=True)
class Take:
    """One recording of the far end's output, and what the program said meanwhile.

    Parameters
    ----------
    case : Case
    link_ms : float
        Median one-way delay of the link.
    figures : dict[str, float]
        See `benchmarks.m2e.analyse`.
    delays_ms, ledger_off_ms : NDArray[float64]
        Of each chirp found; ledger minus outside of those no xrun is near to.
    xruns, dropped : int
        JACK's own; packets thrown away before they were sent.
    callbacks_ms, cpu_pct : dict[str, float]
        Of both ends.
    """

    case: Case
    link_ms: float
    figures: dict[str, float]
    delays_ms: NDArray[np.float64]
    ledger_off_ms: NDArray[np.float64]
    xruns: int
    dropped: int
    callbacks_ms: dict[str, float]
    cpu_pct: dict[str, float]


def take(case: Case, *, seconds: float, drop_every_s: float = 0.0) -> Take:
    """One run: a fresh graph, a fresh link, a lesson; the teacher is heard at the pupil's end."""
    with ExitStack() as closing:
        closing.enter_context(awake())
        graph, link = closing.enter_context(
            staged(case.weather, seed=case.seed, seconds=seconds, period=case.period)
        )
        players = closing.enter_context(
            on_stage(graph, link, profile=case.profile, period=case.period, drop_every_s=drop_every_s)
        )
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-m2e-")))
        heard = recorded(graph, PORTS, seconds, folder / "heard.npy")
        dropped = int(players[0].finish()["dropped"])
        players[1].finish()
        ends = dict(zip(("teacher", "pupil"), players, strict=True))
    probe = m2e.make_probe(_RATE_HZ, seconds)
    chirps = m2e.find_chirps(probe, m2e.highpass(heard.sound, _RATE_HZ), _SKIP_S)
    heard_s = chirps.played_s + chirps.delays_ms / 1e3
    return Take(
        case=case,
        link_ms=float(np.median(forecast(case.weather, case.seed, seconds + 60).delay_us)) / 1e3,
        figures=m2e.analyse(probe, heard.sound, skip_s=_SKIP_S),
        delays_ms=chirps.delays_ms,
        ledger_off_ms=ledger_off_ms(
            heard_s, chirps.delays_ms, _said(ends["pupil"].statuses, heard.began_s), heard.xruns_s
        ),
        xruns=heard.xruns,
        dropped=dropped,
        callbacks_ms={
            f"{who}.callback_{quantile}": float(end.statuses[-1]["engine"][f"callback_{quantile}_ms"])
            for who, end in ends.items()
            for quantile in ("p50", "p999")
        },
        cpu_pct={
            f"{who}.cpu": cpu_pct(within(end.statuses, heard.began_s, heard.began_s + seconds))
            for who, end in ends.items()
        },
    )


def _said(statuses: Sequence[Message], began_s: float) -> list[tuple[float, float]]:
    """When each status was told, from the recording's beginning, and the delay it told of."""
    return [
        (float(status["now_s"]) - began_s, float(far["mouth_to_ear_ms"]))
        for status in statuses
        for far in status["far"]
        if far["mouth_to_ear_ms"] is not None
    ]


@contextmanager
def staged(weather: str, *, seed: int, seconds: float, period: int) -> Iterator[tuple[JackServer, LinkLab]]:
    """A graph, and a link whose weather begins now."""
    up, down = (forecast(weather, seed + index, seconds + 60) for index in (0, 1))
    with JackServer(period) as graph, LinkLab(up, down) as link:
        yield graph, link


@contextmanager
def on_stage(
    graph: JackServer, link: LinkLab, *, profile: str, period: int, drop_every_s: float = 0.0
) -> Iterator[tuple[PlayerPart, PlayerPart]]:
    """A lesson over the link, with both ends on the graph and nothing connected."""
    with ExitStack() as closing:
        server = closing.enter_context(ServerPart(ADDRESSES[0], prefix=link.inside(link.school)))
        teacher, pupil = (
            closing.enter_context(PlayerPart(f"The {who}", prefix=link.inside(namespace), env=graph.env))
            for who, namespace in (("teacher", link.school), ("pupil", link.town))
        )
        for who, player in (("teacher", teacher), ("pupil", pupil)):
            player.start(_plan(who, server.invites[who], profile, period, drop_every_s))
        meet((teacher, pupil))
        yield teacher, pupil


def _plan(who: str, invite: str, profile: str, period: int, drop_every_s: float) -> Plan:
    teacher = who == "teacher"
    return Plan(
        invite=invite,
        device="jack:unconnected",
        block_frames=period,
        profile=profile if teacher else None,
        admit=teacher,
        loopback=False,
        name=who,
        drop_every_s=drop_every_s if teacher else 0.0,
        drop_after_s=DROPS_FROM_S,
    )
