"""A keyboard's story over bad paths, written down so that the page's law can be held to it.

python -m tests.dsp.midi.vectors        writes the file anew; the page's formatter lays it out
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from dsp.midi.playing import KeyLine
from dsp.midi.sending import KeySender

PATH = Path(__file__).parents[3] / "client/web/src/core/keys/vectors.json"
_STORIES: dict[str, dict[str, float]] = {
    "an even path": {"queue_s": 0.0, "loss": 0.0},
    "queues and losses": {"queue_s": 0.02, "loss": 0.2},
    "hardly anything comes": {"queue_s": 0.1, "loss": 0.7},
    "a keyboard that begins anew": {"queue_s": 0.01, "loss": 0.1, "anew_at": 80.0},
}


def vectors() -> list[dict[str, Any]]:
    """Every story: what was played and said, what arrived when, and what was due then."""
    return [_tell(name, number, **story) for number, (name, story) in enumerate(_STORIES.items())]


def _tell(name: str, seed: int, *, queue_s: float, loss: float, anew_at: float = -1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    sender, line = KeySender(seed), KeyLine()
    way: list[tuple[float, int, str]] = []
    said_so_far = 0
    down: set[int] = set()
    rows: list[list[Any]] = []
    for turn in range(200):
        now_s = round(10.0 + turn * 0.02, 6)
        if turn == anew_at:
            sender, down = KeySender(seed + 1000), set()
            rows.append(["anew", seed + 1000])
        if 30 <= turn < 120 and rng.random() < 0.3:
            event = _press(rng, down)
            sender.play(event, at_s=now_s + 500.0, now_s=now_s)
            rows.append(["play", now_s, list(event)])
        if sender.pause_s(now_s=now_s) == 0 and turn < 140:
            said = json.dumps(sender.compose(at_s=now_s + 500.0, now_s=now_s))
            rows.append(["say", now_s, said])
            said_so_far += 1
            if rng.random() >= loss:
                arrives_s = now_s + 0.01 + (rng.exponential(queue_s) if queue_s else 0.0)
                way.append((arrives_s, said_so_far - 1, said))
        for one in sorted(item for item in way if item[0] <= now_s):
            way.remove(one)
            line.receive(json.loads(one[2]), at_s=now_s + 500.0)
            rows.append(["hear", now_s + 500.0, one[1]])
        due = [[round(one.due_s, 6), list(one.event)] for one in line.due(at_s=now_s + 500.0)]
        if due:
            rows.append(["due", now_s + 500.0, due, round(line.waiting.delay_s, 6)])
    counts = [line.late, line.dropped, line.malformed, line.waiting.lifts, len(line.sounding)]
    return {"name": name, "session": seed, "rows": rows, "counts": counts}


def _press(rng: np.random.Generator, down: set[int]) -> bytes:
    """A key, the pedal or a bend; whatever is down comes up the next time."""
    code = int(rng.integers(60, 68))
    if code == 66:
        return bytes((0xE0, 0, int(rng.integers(0, 128))))
    rises = code in down
    (down.discard if rises else down.add)(code)
    if code == 67:
        return bytes((0xB0, 64, 0 if rises else 127))
    return bytes((0x80, code, 64)) if rises else bytes((0x90, code, 80))


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors()), encoding="utf-8")
