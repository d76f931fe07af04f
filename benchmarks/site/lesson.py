"""Two minutes with the server's echo: what this place's own sound is like when it comes back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.material import duet, write_wav
from benchmarks.network.door import Door, Target
from benchmarks.outcome import Hearing, hearing
from benchmarks.player import Plan
from benchmarks.processes import PartError, PlayerPart
from benchmarks.site.record import EchoFound
from benchmarks.stage import Part, end_of, meet
from signaling.invite import parse

_AFTER_S = 2.5
"""Recorded after the measured part: sound is on its way there and back."""
_SPARE_S = 10.0


def echo_invite(door: Door, target: Target) -> str:
    """Have the server's echo wait in a lesson of its own; its teacher's invite, by the way we came."""
    made = door.post("/api/echo", {"pause_ms": 0})
    invite = parse(str(next(one["url"] for one in made["invites"] if one["role"] == "teacher")))
    return replace(invite, origin=target.origin, fingerprint=target.fingerprint).url


def hold(invite: str, seconds: float, *, profile: str, seed: int, watch: Callable[[float], None]) -> Hearing:
    """Play a violin to the echo and hear what comes back.

    Parameters
    ----------
    invite : str
        Of the echo's teacher.
    watch : Callable[[float], None]
        Told how much of it is over, 0-1.

    Raises
    ------
    PartError
        The player did not start, or heard nothing.
    """
    music = duet(seed, seconds + _SPARE_S).violin
    part = Part("teacher", "violin", music)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="klangbro-site-")))
        write_wav(folder / "teacher.wav", music)
        player = closing.enter_context(PlayerPart("The lesson with the echo"))
        player.start(
            Plan(
                invite=invite,
                device=f"file:{folder / 'teacher.wav'},loop",
                record=str(folder / "teacher-heard.wav"),
                profile=profile,
                admit=True,
            )
        )
        meet([player])
        start_s = time.monotonic() + 0.5
        while (now_s := time.monotonic()) < start_s + seconds + _AFTER_S:
            watch(min(1.0, max(0.0, (now_s - start_s) / seconds)))
            player.follow()
        player.finish()
        end = end_of(part, player, folder, start_s, seconds)
    return hearing(end, end, seconds)


def found_of(heard: Hearing, profile: str, seconds: float) -> EchoFound:
    """What it was like, in numbers.

    Raises
    ------
    PartError
        Nothing came back.
    """
    if not len(heard.delay_ms):
        raise PartError("The echo was met, but nothing came back from it.")
    return EchoFound(
        profile=profile,
        seconds=seconds,
        back_p50_ms=heard.p50_ms,
        back_p95_ms=heard.p95_ms,
        correlation=heard.correlation,
        damaged_pct=heard.damaged_pct,
        lost_pct=heard.loss_pct,
        concealed_pct=heard.concealed_pct,
        windows=len(heard.delay_ms),
    )
