import pytest

from benchmarks.conceal.losses import lost_packets


@pytest.mark.parametrize("burst", [1, 4])
def test_about_the_asked_share_is_lost_and_never_the_first(burst: int) -> None:
    lost = lost_packets(40_000, share=0.05, burst=burst, seed=3, spared=500)
    assert 0.04 < lost.mean() < 0.06
    assert not lost[:500].any()


def test_bursts_are_as_long_as_asked_at_least() -> None:
    lost = lost_packets(4000, share=0.05, burst=4, seed=3, spared=0)
    runs = "".join("x" if one else "." for one in lost).split(".")
    assert min(len(run) for run in runs[:-1] if run) >= 4


def test_a_burst_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a burst of 0"):
        lost_packets(10, share=0.05, burst=0, seed=1, spared=0)
