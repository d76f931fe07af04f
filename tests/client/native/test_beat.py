from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.beat import BeatBook, HearingReport
from client.native.capture import Anchor
from dsp.loss import PathLoss


def _converse(ahead_s: float, delay_s: float) -> tuple[BeatBook, BeatBook]:
    """Two ends whose clocks differ by ``ahead_s``, eight beats each."""
    near, far = BeatBook(lambda: 1000.0), BeatBook(lambda: 1000.0 - ahead_s)
    now_s = 50.0
    for _ in range(8):
        beat = near.compose(now_s=now_s, anchor=Anchor(480, now_s - 0.01), report=HearingReport())
        assert far.receive(json.loads(json.dumps(beat)), arrival_s=now_s + delay_s + ahead_s)
        now_s += 0.1
        report = HearingReport(mouth_to_ear_ms=12.5, loss_pct=1.0)
        answer = far.compose(now_s=now_s + ahead_s, anchor=None, report=report)
        assert near.receive(json.loads(json.dumps(answer)), arrival_s=now_s + delay_s)
        now_s += 0.15
    return near, far


@given(ahead_s=st.floats(-1e5, 1e5), delay_ms=st.floats(0.1, 90))
def test_beats_make_a_common_clock_within_its_bound(ahead_s: float, delay_ms: float) -> None:
    near, far = _converse(ahead_s, delay_ms / 1e3)
    assert near.clock.ready
    assert abs(near.clock.to_remote(60.0) - (60.0 + ahead_s)) <= near.clock.bound_s + 1e-6
    anchor = far.far_anchor()
    assert anchor is not None
    assert anchor.timestamp == 480
    captured_s = anchor.captured_at_s - ahead_s  # near's own clock again
    assert abs(captured_s - (50.0 + 7 * 0.25 - 0.01)) <= far.clock.bound_s + 1e-6


def test_each_end_learns_what_the_other_hears_of_it() -> None:
    near, far = _converse(3.0, 0.01)
    assert near.report.mouth_to_ear_ms == 12.5
    assert near.report.loss_pct == 1.0
    assert far.report == HearingReport()


def test_a_page_that_knows_no_capture_time_gives_no_anchor() -> None:
    near, _ = _converse(0.0, 0.01)
    assert near.far_anchor() is None


def test_their_wall_clock_maps_to_ours_whatever_it_shows() -> None:
    near, _ = _converse(5.0, 0.01)
    # Their unix time is their monotonic clock plus 995; ours is 5 s behind theirs.
    assert near.far_unix_to_local_s(995.0 + 105.0) == pytest.approx(100.0, abs=0.02)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["v", "n", "now", "echo", "audio", "wall", "report", "track", "new"]),
        JSON
        | st.fixed_dictionaries({"t0": JSON, "t1": JSON})
        | st.fixed_dictionaries({"ts": JSON, "at": JSON})
        | st.just(1),
    )
)
def test_no_beat_raises_and_what_is_kept_can_be_sent_on(beat: dict[str, object]) -> None:
    book = BeatBook(lambda: 0.0)
    book.receive(beat, arrival_s=1.0)
    json.dumps(book.compose(now_s=2.0, anchor=None, report=book.report), allow_nan=False)


@pytest.mark.parametrize("now", [None, "1", True, math.nan, math.inf, 1e300])
def test_a_malformed_beat_is_counted_and_dropped(now: object) -> None:
    book = BeatBook(lambda: 0.0)
    assert not book.receive({"v": 1, "n": 1, "now": now}, arrival_s=1.0)
    assert (book.malformed, book.received) == (1, 0)


def test_what_a_path_loses_is_told_and_a_stranger_figure_is_brought_into_range() -> None:
    near, far = BeatBook(), BeatBook()
    told = HearingReport(path_loss_pct=2.5, burst_packets=1.75)
    far.receive(near.compose(now_s=1.0, anchor=None, report=told), arrival_s=2.0)
    assert far.report.path_loss == PathLoss(2.5, 1.75)
    assert HearingReport().path_loss is None
    assert HearingReport(path_loss_pct=-3.0, burst_packets=0.0).path_loss == PathLoss(0.0, 1.0)
    assert HearingReport(path_loss_pct=1e6, burst_packets=2.0).path_loss == PathLoss(100.0, 2.0)
