from __future__ import annotations

from typing import Any

from dsp import advice
from server.readiness.judging import FOLLOW_MS, TOGETHER_MS, Found, Kind, Limits, judge
from server.readiness.repository import blocked
from server.readiness.worse import HOUR_S

NOW_S = 1_800_000_000.0


def hour(ago: int, *, worth_ms: float = 18.0, lost_pct: float = 0.0, profile: str = "duet") -> dict[str, Any]:
    return {
        "profile": profile,
        "word": "together",
        "hour_s": int(NOW_S) - ago * HOUR_S,
        "worth_ms": worth_ms,
        "lost_out_pct": 0.0,
        "lost_in_pct": lost_pct,
    }


def test_the_defaults_are_the_profiles_own_verdicts() -> None:
    assert (TOGETHER_MS, FOLLOW_MS) == (advice.TOGETHER_MS, advice.FOLLOW_MS)
    assert Limits().of("duet") == advice.TOGETHER_MS
    assert Limits().of("listen") is None


def test_three_late_hours_of_a_day_are_warned_of_and_two_are_not() -> None:
    late = [hour(ago, worth_ms=40.0 + ago) for ago in (1, 2, 3)]
    assert judge(late, NOW_S, Limits(), NOW_S) == [Found(Kind.LATE, "duet", 43.0, TOGETHER_MS)]
    assert judge(late[:2], NOW_S, Limits(), NOW_S) == []
    assert judge([hour(ago + 24, worth_ms=90.0) for ago in (1, 2, 3)], NOW_S, Limits(), NOW_S) == []


def test_a_limit_of_ones_own_is_what_counts() -> None:
    hours = [hour(ago, worth_ms=40.0, lost_pct=1.0) for ago in (1, 2, 3)]
    assert judge(hours, NOW_S, Limits(duet_ms=50.0), NOW_S) == []
    strict = judge(hours, NOW_S, Limits(duet_ms=50.0, lost_pct=0.5), NOW_S)
    assert strict == [Found(Kind.LOST, "duet", 1.0, 0.5)]


def test_each_profile_is_held_to_its_own_limit() -> None:
    hours = [hour(ago, worth_ms=45.0, profile=name) for ago in (1, 2, 3) for name in ("balanced", "listen")]
    assert judge(hours, NOW_S, Limits(), NOW_S) == []


def test_a_program_that_fell_silent_is_warned_of_and_a_place_without_one_is_not() -> None:
    heard_s = NOW_S - 80 * HOUR_S
    assert judge([], heard_s, Limits(), NOW_S) == [Found(Kind.SILENT, "", 80.0, 72.0)]
    assert judge([], NOW_S - 71 * HOUR_S, Limits(), NOW_S) == []
    assert judge([], None, Limits(), NOW_S) == []


def without_sound(ago: int, profile: str = "duet") -> dict[str, Any]:
    return hour(ago) | blocked(profile)


def test_one_hour_without_sound_is_warned_of_once_for_all_profiles_until_a_later_one_has_some() -> None:
    shut = [without_sound(5, name) for name in ("duet", "balanced", "listen")]
    earlier = hour(7)
    assert judge([earlier, *shut], None, Limits(), NOW_S) == [Found(Kind.BLOCKED, "", 1.0, 0.0)]
    assert judge([earlier, *shut, hour(3)], None, Limits(), NOW_S) == []
    assert judge([without_sound(25)], None, Limits(), NOW_S) == []


def test_hours_without_sound_are_neither_late_nor_worse_than_before() -> None:
    weeks = [hour(ago + 24 * day) for ago in (1, 2, 3) for day in range(35)]
    shut = [without_sound(ago + 24 * day) for ago in (4, 5, 6) for day in range(7)]
    assert judge(weeks + shut, None, Limits(), NOW_S) == []
