from __future__ import annotations

from client.native.awake import DRAIN_S, PAUSE_S, RECOVERY_S, Awake


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
