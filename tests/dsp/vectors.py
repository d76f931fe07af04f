"""What the clocks make of exchanges, written down so that the page's clocks can be held to it.

python -m tests.dsp.vectors        writes the file anew; the page's formatter lays it out
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from dsp import LessonClock, PeerClock

PATH = Path(__file__).parents[2] / "client/web/src/core/clock/vectors.json"
_STORIES: dict[str, dict[str, Any]] = {
    "an even path": {"exchanges": 30, "queue_s": 0.0},
    "queues and two crystals": {"exchanges": 90, "queue_s": 0.012, "skew": 120e-6},
    "a longer way there": {"exchanges": 60, "queue_s": 0.002, "longer_at": 20, "longer_s": 0.03},
    "a teacher whose machine slept": {"exchanges": 40, "queue_s": 0.002, "sleeps_at": 25},
}


def vectors() -> list[dict[str, Any]]:
    """Every story: its exchanges and, after each, what is believed."""
    return [_tell(name, number, **story) for number, (name, story) in enumerate(_STORIES.items())]


def _tell(
    name: str,
    seed: int,
    *,
    exchanges: int,
    queue_s: float,
    skew: float = -40e-6,
    longer_at: int | None = None,
    longer_s: float = 0.0,
    sleeps_at: int | None = None,
) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    peer, lesson = PeerClock(), LessonClock()
    now_s, ahead_s, rows = 12.0, 4000.0, []
    for count in range(exchanges):
        if count == sleeps_at:
            ahead_s -= 300.0
        there, back = 0.01 + rng.exponential(queue_s, 2) if queue_s else (0.01, 0.01)
        there += longer_s if longer_at is not None and count >= longer_at else 0.0
        arrived_s, answered_s = now_s + there, now_s + there + 0.05
        stamps = [
            now_s,
            arrived_s * (1 + skew) + ahead_s,
            answered_s * (1 + skew) + ahead_s,
            answered_s + back,
        ]
        stamps = [round(one, 6) for one in stamps]
        now_s = stamps[3]
        peer.exchange(stamps[0], stamps[1], stamps[2], stamps[3])
        lesson.follow(peer, 1000.0, now_s=now_s)
        believed = [peer.to_remote(now_s + 0.2), peer.bound_at(now_s + 0.2), peer.skew_ppm * 1e-6]
        shown = [lesson.to_lesson(now_s + 0.2), lesson.bound_at(now_s + 0.2)]
        rows.append([stamps, [float(f"{one:.13g}") for one in (*believed, *shown)], lesson.epoch])
        now_s += 0.45
    return {"name": name, "exchanges": rows}


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors()), encoding="utf-8")
