from __future__ import annotations

import json

import pytest

from client.native.beat import BeatBook, HearingReport
from client.native.track_report import TrackReport, read_report, report_fields, report_of
from client.native.track_voice import TrackAnchor

REPORT = TrackReport(7, 4_000_000_000, 71.25, -1234.567, 8.25, measured=True)


def test_what_was_heard_is_as_much_earlier_as_card_and_codec_take() -> None:
    anchor = TrackAnchor(3, 2**32 + 480, 9600.0, 0.010, 80.0)
    report = report_of(anchor, lookahead_s=0.0025, measured=False)
    assert (report.number, report.timestamp, report.round_trip_ms) == (3, 480, 10.0)
    assert report.at_s == pytest.approx(79.9975)
    assert report.line is not None
    assert report.line.at(480.0) == pytest.approx(9600 - 480 - 120)


def test_it_rides_on_the_beat_and_one_that_is_overtaken_takes_nothing_back() -> None:
    near, far = BeatBook(lambda: 0.0), BeatBook(lambda: 0.0)
    said = []
    for report in (REPORT, TrackReport(8, None, 71.5, 5.0, 8.25, measured=False), None):
        near.track = report
        text = json.dumps(near.compose(now_s=1.0, anchor=None, report=HearingReport()))
        said.append(json.loads(text))
    assert far.receive(said[0], arrival_s=2.0)
    assert far.far_track == REPORT
    far.receive(said[1], arrival_s=2.1)
    far.receive(said[0], arrival_s=2.2)
    assert far.far_track is not None
    assert (far.far_track.number, far.far_track.line) == (8, None)
    far.receive(said[2], arrival_s=2.3)
    assert far.far_track is None
    assert far.malformed == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": -1},
        {"n": True},
        {"n": 1.5},
        {"ts": 2**32},
        {"ts": "1"},
        {"at": None},
        {"place": None},
        {"place": float("nan")},
        {"place": 10**400},
        {"round_trip_ms": 1001},
        {"measured": 1},
    ],
)
def test_what_is_malformed_is_counted_and_the_beat_holds(wrong: dict[str, object]) -> None:
    fields = report_fields(REPORT)
    assert read_report(fields) == REPORT
    assert read_report(fields | wrong) is None
    book = BeatBook(lambda: 0.0)
    beat = book.compose(now_s=1.0, anchor=None, report=HearingReport()) | {"track": fields | wrong}
    assert book.receive(beat, arrival_s=2.0)
    assert (book.far_track, book.malformed) == (None, 1)
