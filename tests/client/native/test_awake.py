from __future__ import annotations

from client.native.awake import DOUBT_S, DRAIN_S, PAUSE_S, RECOVERY_S, Awake, Freshness


def test_while_time_passes_in_small_steps_everything_is_heard() -> None:
    awake = Awake(10.0)
    assert all(awake.hears(now_s=10 + step * 0.25) for step in range(40))
    assert not awake.recovering(now_s=20.0)


def test_what_waited_while_the_process_was_stopped_is_not_heard_and_what_comes_then_is() -> None:
    awake = Awake(10.0)
    back_s = 10 + PAUSE_S + 9
    assert not any(awake.hears(now_s=back_s + stale * 1e-4) for stale in range(300))
    assert awake.hears(now_s=back_s + 2 * DRAIN_S)


def test_after_a_stop_nobody_else_is_blamed_for_silence_at_once() -> None:
    awake = Awake(10.0)
    assert awake.recovering(now_s=20.0)
    assert awake.recovering(now_s=20.5)
    assert not awake.recovering(now_s=20.0 + RECOVERY_S)


def test_after_a_stop_packets_are_doubted_for_a_while() -> None:
    awake = Awake(10.0)
    assert not awake.doubtful(now_s=10.2)
    assert awake.doubtful(now_s=20.0)
    for step in range(1, 8):
        awake.hears(now_s=20.0 + step * DOUBT_S / 8)
    assert not awake.doubtful(now_s=20.0 + DOUBT_S)


def test_what_was_captured_long_before_is_stale_however_slowly_it_is_read_and_the_next_is_not() -> None:
    freshness, first = Freshness(), 2**32 - 24_000  # wraps half a second on
    stamps = {step: (first + step * 120) % 2**32 for step in range(8000)}
    assert all(freshness.fresh(stamps[step], 5 + step * 0.0025, doubtful=False) for step in range(400))
    woken_s = 5 + 400 * 0.0025 + 10
    backlog = [freshness.fresh(stamps[400 + n], woken_s + n * 0.004, doubtful=True) for n in range(200)]
    assert not any(backlog)
    assert freshness.fresh(stamps[4800], 5 + 4800 * 0.0025 + 0.03, doubtful=True)


def test_without_a_stop_a_sender_may_begin_anew_anywhere() -> None:
    freshness = Freshness()
    assert freshness.fresh(0, 5.0, doubtful=False)
    assert freshness.fresh(4_000_000, 5.0025, doubtful=False)
    assert freshness.fresh(17, 5.005, doubtful=False)
