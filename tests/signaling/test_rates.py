import pytest

from signaling.rates import Bucket


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    bucket = Bucket(10.0, 3.0, now_s=0.0)
    assert [bucket.take(now_s=0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(now_s=0.1)
    assert not bucket.take(now_s=0.15)


def test_it_never_holds_more_than_the_burst() -> None:
    bucket = Bucket(10.0, 2.0, now_s=0.0)
    assert [bucket.take(now_s=1e6) for _ in range(3)] == [True, True, False]


def test_on_credit_one_waits_for_ones_turn() -> None:
    bucket = Bucket(10.0, 1.0, now_s=0.0)
    assert bucket.owe(now_s=0.0) == 0.0
    assert bucket.owe(now_s=0.0) == pytest.approx(0.1)
    assert bucket.owe(now_s=0.0) == pytest.approx(0.2)


def test_a_clock_that_steps_back_gives_nothing_and_takes_nothing() -> None:
    bucket = Bucket(10.0, 1.0, now_s=5.0)
    assert bucket.take(now_s=4.0)
    assert not bucket.take(now_s=4.0)
