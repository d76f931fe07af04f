"""A lesson that was never held, with everything known about it."""

from __future__ import annotations

from functools import cache

import numpy as np

from benchmarks.material import SAMPLE_RATE_HZ, duet
from benchmarks.metrics import Clock
from benchmarks.outcome import Hearing, hearings
from benchmarks.paths.weather import forecast
from benchmarks.processes import Message
from benchmarks.stage import End, Lesson, Part
from tests.benchmarks.far_end import delayed, ms

SECONDS = 5.0
LATE_MS = {"teacher": 40.0, "pupil": 55.0}
"""How late each hears the other."""
BEGIN_S = -1.0
"""When the devices started, before the measured part."""
MUSIC = duet(7, SECONDS + 3)


def status(now_s: float, late_ms: float) -> Message:
    """A status of the program, which says what is true, but for an error of 0.5 ms."""
    far = {
        "state": "up",
        "mouth_to_ear_ms": late_ms + 0.5,
        "bound_ms": 2.0,
        "playout_ms": 12.0,
        "target_ms": 11.0,
        "loss_pct": 1.0,
        "concealed_pct": 2.0,
        "parts": {"capture": 2.5, "network": late_ms - 16, "playout": 12.0, "output": 1.5},
    }
    return {"type": "status", "now_s": now_s, "cpu_s": 10 + 0.2 * now_s, "far": [far]}


@cache
def lesson() -> Lesson:
    """Five seconds, undamaged."""
    down, up = (forecast("fibre", seed, SECONDS) for seed in (7, 8))
    parts = (
        Part("teacher", "violin", MUSIC.violin, weather=down),
        Part("pupil", "cello", MUSIC.cello, weather=up),
    )
    clock = Clock.steady(BEGIN_S, SAMPLE_RATE_HZ)
    ends = []
    for mine, theirs in (parts, parts[::-1]):
        late_ms = LATE_MS[mine.who]
        ends.append(
            End(
                part=mine,
                played=mine.music[:, 0].astype(np.float64),
                heard=delayed(theirs.music[:, 0].astype(np.float64), ms(late_ms)),
                mouth=clock,
                ear=clock,
                statuses=[status(0.25 * tick, late_ms) for tick in range(int(4 * SECONDS))],
                report={"type": "report", "engine": {"callback_p50_ms": 0.2, "callback_p999_ms": 0.6}},
                up_s=-2.0,
                cpu_pct=20.0,
                rss_bytes=100 * 2**20,
            )
        )
    return Lesson(ends[0], ends[1], SECONDS)


@cache
def heard() -> tuple[Hearing, Hearing]:
    """What its two ends heard."""
    return hearings(lesson())
