from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.loss import PathLoss
from dsp.redundancy import CHOICES, NONE, Protection, RedundancyPolicy, Room
from tests.dsp.bursts import gilbert

DUET = Room(ptime_samples=120, payload_bytes=40, budget_bps=512_000)
REPORT_S = 0.25


def settled(policy: RedundancyPolicy, loss: PathLoss, *, seconds: float, room: Room = DUET) -> Protection:
    for report in range(int(seconds / REPORT_S)):
        policy.update(loss, room, now_s=1000.0 + report * REPORT_S)
    return policy.chosen


def test_a_path_that_loses_nothing_needs_nothing() -> None:
    assert settled(RedundancyPolicy(4.0), PathLoss(0.0, 1.0), seconds=30) == NONE


def test_random_loss_gets_one_copy_one_packet_later() -> None:
    chosen = settled(RedundancyPolicy(4.0), PathLoss(3.0, 1.03), seconds=2)
    assert chosen == Protection(1, 1)
    assert chosen.unrecovered_pct(PathLoss(3.0, 1.03)) <= 0.15


def test_bursts_get_copies_that_outlive_them_where_delay_is_cheap() -> None:
    bursts = PathLoss(3.0, 3.0)
    assert settled(RedundancyPolicy(40.0), bursts, seconds=2).unrecovered_pct(bursts) <= 0.3


def test_a_path_that_gets_better_is_believed_after_a_while() -> None:
    policy = RedundancyPolicy(10.0)
    settled(policy, PathLoss(5.0, 1.0), seconds=2)
    for report in range(60):
        chosen = policy.update(PathLoss(0.0, 1.0), DUET, now_s=2000.0 + report * REPORT_S)
        assert (chosen == NONE) is (report * REPORT_S >= 8.0)


def test_one_bad_report_changes_nothing() -> None:
    policy = RedundancyPolicy(10.0)
    for report in range(40):
        bad = PathLoss(8.0, 2.0) if report % 4 == 0 else PathLoss(0.0, 1.0)
        assert policy.update(bad, DUET, now_s=report * REPORT_S) == NONE


@given(st.lists(st.floats(2.6, 3.4), min_size=50, max_size=50))
def test_a_steady_path_is_not_followed_to_and_fro(losses: list[float]) -> None:
    policy = RedundancyPolicy(4.0)
    chosen = [
        policy.update(PathLoss(loss, 1.05), DUET, now_s=number * REPORT_S)
        for number, loss in enumerate(losses)
    ]
    assert len(set(chosen[4:])) == 1


@given(
    loss=st.builds(PathLoss, st.floats(0.0, 100.0), st.floats(0.5, 50.0)),
    room=st.builds(
        Room,
        ptime_samples=st.sampled_from([64, 120, 240, 960]),
        payload_bytes=st.integers(1, 1200),
        budget_bps=st.floats(1e3, 1e7),
        most_depth=st.integers(0, 3),
    ),
)
def test_no_path_makes_it_leave_its_limits(loss: PathLoss, room: Room) -> None:
    depth = settled(RedundancyPolicy(40.0), loss, seconds=2, room=room).depth
    assert depth <= room.most_depth
    if depth:
        assert (depth + 1) * room.payload_bytes + 4 * depth + 1 <= 1150
        assert (depth + 1) * room.payload_bytes * 8 * 48_000 / room.ptime_samples <= room.budget_bps


def test_a_smaller_budget_is_kept_at_once_and_without_a_report() -> None:
    policy = RedundancyPolicy(40.0)
    assert settled(policy, PathLoss(3.0, 3.0), seconds=2).depth >= 2
    smaller = Room(120, 40, 200_000 * 1.5)
    assert policy.update(None, smaller, now_s=3000.0).depth == 1


@pytest.mark.parametrize("one", [one for one in CHOICES if one.depth])
def test_what_is_expected_to_remain_is_what_remains(one: Protection) -> None:
    came = gilbert(400_000, loss=0.03, burst=3.0, seed=one.depth * 10 + one.spacing)
    backs = [one.spacing * copy for copy in range(1, one.depth + 1)]
    counted = range(len(came) - one.span)
    gone = sum(not came[at] and not any(came[at + back] for back in backs) for at in counted)
    expected = one.unrecovered_pct(PathLoss(3.0, 3.0))
    assert 100.0 * gone / len(counted) == pytest.approx(expected, rel=0.25, abs=0.02)


@pytest.mark.parametrize("weight_ms", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_means_nothing_is_refused(weight_ms: float) -> None:
    with pytest.raises(ValueError, match="weight_ms"):
        RedundancyPolicy(weight_ms)
