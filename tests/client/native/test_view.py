from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from client.native.beat import Parts
from client.native.devices.base import DeviceStats
from client.native.engine import EngineStats
from client.native.status import FarReport, FarStatus, Knock, SessionReport, Status
from client.native.view import (
    JsonView,
    LiveView,
    PlainView,
    advice,
    delay_line,
    level_bar,
    render,
    step_line,
    summary,
    theirs_line,
)

_FAR = FarStatus(
    connection="c1",
    participant="bo",
    name="Bo",
    role="pupil",
    kind="companion",
    state="up",
    audio=True,
    video=False,
    peak_dbfs=-12.0,
    mouth_to_ear_ms=14.2,
    bound_ms=1.94,
    there_and_back_ms=29.4,
    parts=Parts(2.5, 5.0, 5.4, 1.3),
    playout_ms=5.4,
    drift_ppm=30.2,
    loss_pct=0.1,
    concealed_pct=0.02,
    theirs_ms=15.2,
    theirs_bound_ms=1.9,
    theirs_parts=Parts(2.5, 5.1, 6.3, 1.3),
)
_ENGINE = EngineStats(1000, 1, 0, 500, 0.08, 0.35, DeviceStats(xruns=2))
_STATUS = Status(
    phase="lesson",
    text="In the lesson with Bo, violin.",
    notice="",
    recording="",
    name="Anna",
    role="teacher",
    teacher="Anna",
    profile="duet",
    device="jack",
    muted=False,
    elapsed_s=3.0,
    peak_dbfs=-20.0,
    clipped=False,
    output_peak_dbfs=-12.0,
    far=(_FAR,),
    knocks=(Knock("cy", "Cy", "pupil"),),
    engine=_ENGINE,
)
_REPORT = SessionReport(
    name="Anna",
    role="teacher",
    device="jack",
    profile="duet",
    seconds=61.0,
    ended="You have left the lesson.",
    far=(
        FarReport(
            participant="bo",
            name="Bo",
            role="pupil",
            mouth_to_ear_ms={"p50": 14.2, "p95": 15.1},
            bound_ms=1.9,
            there_and_back_ms=29.4,
            ledger_ms={"capture": 2.5, "network": 5.0, "playout": 5.4, "output": 1.3},
            playout_ms=5.4,
            rtt_ms=10.0,
            loss_pct=0.1,
            concealed_pct=0.02,
            packets_received=24_000,
            packets_lost=24,
            packets_late=3,
            underruns=1,
            drift_ppm=30.2,
            connections=1,
            picture_frames=0,
            picture_delay_ms=None,
        ),
    ),
    engine=_ENGINE,
)


def test_what_is_sent_less_of_is_one_line_and_said_at_once() -> None:
    line = "The network to Bo is full (packets wait 180 ms): your picture rests, the sound stays."
    assert step_line(replace(_FAR, stepped=line)) == line
    assert step_line(_FAR) == ""
    assert "Bo's network is full" in step_line(replace(_FAR, their_picture="resting"))
    said: list[str] = []
    view = PlainView(said.append, every_s=1000.0)
    view.status(_STATUS)
    said.clear()
    view.status(replace(_STATUS, far=(replace(_FAR, stepped=line),)))
    assert f"  {line}" in said


@pytest.mark.parametrize(("measured", "source"), [(True, "measured"), (False, "as its driver says")])
def test_the_devices_own_round_trip_says_where_it_comes_from(measured: bool, source: str) -> None:
    said: list[str] = []
    PlainView(said.append).status(replace(_STATUS, round_trip_ms=5.94, round_trip_measured=measured))
    assert f"jack (5.9 ms round trip, {source})" in said[-1]


def _text(status: Status) -> str:
    console = Console(width=110, file=io.StringIO(), record=True)
    console.print(render(status))
    return console.export_text()


def test_the_honest_line_says_how_late_with_its_bound_and_what_that_allows() -> None:
    assert delay_line(_FAR) == "You hear Bo 14 ms late (±1.9), there and back 29: play together."


@pytest.mark.parametrize(
    ("far", "words"),
    [
        (replace(_FAR, state="connecting"), "Connecting to Bo"),
        (replace(_FAR, state="silent"), "Building a new connection"),
        (replace(_FAR, audio=False), "another way"),
        (replace(_FAR, mouth_to_ear_ms=None), "being measured"),
        (replace(_FAR, mouth_to_ear_ms=None, rtt_ms=21.0), "network there and back 21 ms"),
        (replace(_FAR, there_and_back_ms=None), "14 ms late (±1.9)."),
        (replace(_FAR, bound_ms=float("inf")), "14 ms late, there and back"),
    ],
)
def test_what_is_not_known_is_not_said(far: FarStatus, words: str) -> None:
    assert words in delay_line(far)


@pytest.mark.parametrize(
    ("delay_ms", "words"),
    [(29, "play together"), (80, "one lead"), (140, "take turns, or play to the track")],
)
def test_the_advice_follows_the_delay(delay_ms: float, words: str) -> None:
    assert words in advice(delay_ms)


def test_the_live_view_shows_levels_delay_parts_knocks_and_xruns() -> None:
    text = _text(_STATUS)
    for words in (
        "In the lesson with Bo, violin.",
        "-20 dBFS",
        "-12 dBFS",
        "play together",
        "capture 2.5 + network 5.0 + playout 5.4 + output 1.3 ms",
        "loss 0.1 %",
        "drift +30 ppm",
        "Cy (pupil) is knocking",
        "xruns 2",
        "a let in",
    ):
        assert words in text


def test_both_ways_are_told_in_their_parts_with_their_bound() -> None:
    line = "Bo hears you 15 ms late (±1.9) · capture 2.5 + network 5.1 + playout 6.3 + output 1.3 ms"
    assert theirs_line(_FAR) == line
    assert line in _text(_STATUS)
    assert theirs_line(replace(_FAR, theirs_ms=None)) == ""
    assert theirs_line(replace(_FAR, theirs_parts=None)) == "Bo hears you 15 ms late (±1.9)"


def test_a_lost_device_is_told_above_all_else_and_in_every_form() -> None:
    lost = replace(_STATUS, device_away="Scarlett is unplugged.")
    assert "Scarlett is unplugged." in _text(lost)
    lines: list[str] = []
    plain = PlainView(lines.append)
    plain.status(_STATUS)
    del lines[:]
    plain.status(replace(lost, elapsed_s=3.1))
    assert "Scarlett is unplugged." in lines
    del lines[:]
    as_json = JsonView(lines.append)
    as_json.status(_STATUS)
    as_json.status(replace(lost, elapsed_s=3.1))
    assert json.loads(lines[-1])["device_away"] == "Scarlett is unplugged."


def test_plain_lines_carry_what_the_live_view_shows() -> None:
    lines: list[str] = []
    PlainView(lines.append).status(replace(_STATUS, muted=True, clipped=True))
    for words in (
        "-20 dBFS CLIPS",
        "-12 dBFS",
        "muted",
        "Bo hears you 15 ms late",
        "xruns 2",
        "drift +30 ppm",
    ):
        assert any(words in line for line in lines)


def test_a_bar_shows_how_loud_and_marks_the_peak() -> None:
    bar = level_bar(-12.0, clipped=False, rms_dbfs=-30.0, cells=30).plain
    assert bar.startswith("█" * 15 + "░" * 8 + "▌" + "░" * 6)


def test_a_muted_or_clipping_microphone_cannot_be_overlooked() -> None:
    text = _text(replace(_STATUS, muted=True, clipped=True))
    assert "muted" in text
    assert "CLIPS" in text


def test_a_pupil_is_offered_no_teachers_keys() -> None:
    assert "let in" not in _text(replace(_STATUS, role="pupil", knocks=()))


def test_a_silent_level_is_said_to_be_silent() -> None:
    assert "silent" in level_bar(-120.0, clipped=False).plain


def test_plain_lines_say_changes_at_once_and_figures_now_and_then() -> None:
    lines: list[str] = []
    view = PlainView(lines.append, every_s=5.0)
    view.status(replace(_STATUS, elapsed_s=0.0))
    count = len(lines)
    view.status(replace(_STATUS, elapsed_s=1.0))
    assert len(lines) == count
    view.status(replace(_STATUS, elapsed_s=2.0, notice="Only the teacher can do that."))
    assert "Only the teacher can do that." in lines[count:]
    count = len(lines)
    view.status(replace(_STATUS, elapsed_s=8.0))
    assert any("14 ms late" in line for line in lines[count:])


def test_json_is_one_object_a_second_and_the_report_last() -> None:
    lines: list[str] = []
    view = JsonView(lines.append)
    for quarter in range(9):
        view.status(replace(_STATUS, elapsed_s=quarter / 4))
    view.report(_REPORT)
    objects = [json.loads(line) for line in lines]
    assert [one["type"] for one in objects] == ["status"] * 3 + ["report"]
    assert objects[0]["far"][0]["parts"]["network"] == 5.0
    assert objects[-1]["far"][0]["mouth_to_ear_ms"] == {"p50": 14.2, "p95": 15.1}


def test_the_summary_is_for_people() -> None:
    lines = summary(_REPORT)
    assert lines[0] == "You have left the lesson."
    assert "You heard Bo 14.2 ms late (95 % within 15.1), lost 0.10 %, concealed 0.02 %." in lines


def test_the_live_view_leaves_its_summary_on_the_screen() -> None:
    console = Console(width=110, file=io.StringIO(), record=True)
    view = LiveView(console)
    view.status(_STATUS)
    view.report(_REPORT)
    assert "You heard Bo" in console.export_text()
