"""``klangbro bench hand-over``: how long is nobody heard, or somebody twice, while the sound changes over?

Question: a teacher's page hands the lesson's sound to the companion, has it back on request, or because the
companion died: how long does who hear nothing, and does anybody hear it twice? See README.md.
"""

from __future__ import annotations

import time
from subprocess import CalledProcessError
from typing import Annotated

import typer

from benchmarks.bad_days.command import quantile
from benchmarks.frame import Run
from benchmarks.handover.gaps import Gaps
from benchmarks.handover.scene import Handed, Move, lesson
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench

TIMES, QUICK_TIMES = 30, 2
OWN_MS = 60.0
"""On a machine that is silent for longer while nothing changes, nothing is judged."""
MOVES: tuple[Move, ...] = ("over", "released", "killed")


@bench("hand-over")
def hand_over(
    run: Run,
    times: Annotated[int | None, typer.Option(min=1, help="How often it goes over and comes back.")] = None,
) -> None:
    """Measure silence and doubled sound while page and companion change over (Linux, Chromium, root)."""
    missing = linklab.missing()
    if missing:
        raise CannotMeasureError(missing)
    began_s = time.monotonic()
    try:
        handed, controls = change_over(times or (QUICK_TIMES if run.quick else TIMES))
    except (LinkError, PartError, OSError, CalledProcessError) as error:
        raise CannotMeasureError(str(error)) from error
    run.seconds = time.monotonic() - began_s
    own_ms = [control.none_ms for control in controls]
    run.samples["control.none"] = own_ms
    run.figure("control.none.worst", max(own_ms), "ms", n=len(own_ms))
    for move in MOVES:
        _tell(run, move, [one for one in handed if one.move == move], trusted=max(own_ms) <= OWN_MS)


def change_over(times: int) -> tuple[list[Handed], list[Gaps]]:
    """Over and back so many times, by turns asked for and by the companion's death; and controls between."""
    handed, controls = [], []
    with lesson() as scene:
        for index in range(times):
            handed.append(scene.over())
            controls.append(scene.control())
            handed.append(scene.killed() if index % 2 else scene.released())
            controls.append(scene.control())
    return handed, controls


def _tell(run: Run, move: Move, handed: list[Handed], *, trusted: bool) -> None:
    if not handed:
        return
    for who in ("pupil", "teacher"):
        for what in ("none", "both"):
            values = [float(getattr(getattr(one, who), f"{what}_ms")) for one in handed]
            name = f"{move}.{who}.{what}"
            run.samples[name] = values
            run.figure(f"{name}.p50", quantile(values, 0.5), "ms", n=len(values))
            run.figure(f"{name}.worst", max(values), "ms", n=len(values), trusted=trusted)
