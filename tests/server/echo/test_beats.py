from __future__ import annotations

from typing import Any

import pytest

from server.echo.beats import Beats


def write(beats: Beats, now_s: float) -> dict[str, Any]:
    return beats.write(now_s=now_s, sent=None, loss_pct=0.0, rtt_ms=None)


def test_the_four_timestamps_of_an_exchange_are_all_there() -> None:
    beats = Beats(wall_minus_now_s=1e9)
    beats.take({"v": 1, "n": 7, "now": 100.25}, arrival_s=5.0)
    said = write(beats, 5.125)
    assert said["echo"] == {"t0": 100.25, "t1": 5.0, "n": 7}
    assert said["now"] == 5.125
    assert said["wall"] == 1e9


def test_beats_are_counted_and_the_first_answers_nothing() -> None:
    beats = Beats(wall_minus_now_s=0.0)
    first, second = write(beats, 1.0), write(beats, 1.25)
    assert (first["n"], second["n"]) == (1, 2)
    assert first["echo"] is None


def test_what_was_sent_last_is_stamped_for_the_other_ends_mouth_to_ear() -> None:
    said = Beats(wall_minus_now_s=0.0).write(now_s=2.0, sent=(4800, 1.9), loss_pct=1.5, rtt_ms=20.0)
    assert said["audio"] == {"ts": 4800, "at": 1.9}
    report = said["report"]
    assert isinstance(report, dict)
    assert (report["loss_pct"], report["rtt_ms"], report["mouth_to_ear_ms"]) == (1.5, 20.0, None)


@pytest.mark.parametrize(
    "beat",
    [
        {},
        {"n": 1},
        {"now": 1.0},
        {"n": "1", "now": 1.0},
        {"n": 1, "now": "soon"},
        {"n": 1, "now": float("nan")},
        {"n": 1, "now": True},
        {"n": 1.5, "now": 1.0},
    ],
)
def test_a_malformed_beat_is_counted_and_dropped(beat: dict[str, object]) -> None:
    beats = Beats(wall_minus_now_s=0.0)
    beats.take(beat, arrival_s=1.0)
    assert beats.malformed == 1
    assert write(beats, 2.0)["echo"] is None
