import numpy as np
import pytest

from dsp.drift import ClockLine


def run(
    line: ClockLine,
    *,
    ppm: float,
    seconds: float,
    start_s: float = 0.0,
    jitter: float = 5.0,
    base: float = 700.0,
    seed: int = 1,
) -> float:
    rng = np.random.default_rng(seed)
    times = start_s + np.arange(0, seconds, 0.0025)
    late = base - ppm * 0.048 * times + np.abs(rng.normal(0, jitter, len(times)))
    for at_s, lateness in zip(times.tolist(), late.tolist(), strict=True):
        line.observe(lateness, at_s)
    return float(times[-1])


@pytest.mark.parametrize("ppm", [100.0, -100.0, 0.3])
def test_drift_is_known_to_a_tenth_of_a_ppm_after_a_minute(ppm: float) -> None:
    line = ClockLine()
    end_s = run(line, ppm=ppm, seconds=60)
    assert line.settled
    assert line.drift_ppm == pytest.approx(ppm, abs=0.1)
    assert line.base(end_s) == pytest.approx(700 - ppm * 0.048 * end_s, abs=1.0)


def test_another_path_moves_the_base_and_not_the_drift() -> None:
    line = ClockLine()
    run(line, ppm=30, seconds=40)
    end_s = run(line, ppm=30, seconds=5, start_s=40, base=1200)
    assert line.base(end_s) == pytest.approx(1200 - 30 * 0.048 * end_s, abs=3.0)
    end_s = run(line, ppm=30, seconds=5, start_s=45, base=600)
    assert line.base(end_s) == pytest.approx(600 - 30 * 0.048 * end_s, abs=3.0)
    assert line.drift_ppm == pytest.approx(30, abs=0.5)


def test_a_second_of_queueing_moves_nothing() -> None:
    line = ClockLine()
    run(line, ppm=0, seconds=30)
    run(line, ppm=0, seconds=1.0, start_s=30, base=2000)
    end_s = run(line, ppm=0, seconds=2, start_s=31)
    assert line.base(end_s) == pytest.approx(700, abs=2.0)
    assert line.drift_ppm == pytest.approx(0.0, abs=0.5)


def test_a_satellite_that_is_handed_over_every_15_s_does_not_enter_the_slope() -> None:
    rng = np.random.default_rng(3)
    line, worst = ClockLine(), 0.0
    for spell in range(40):
        run(line, ppm=40, seconds=15, start_s=spell * 15.0, base=rng.uniform(0, 800), jitter=200, seed=spell)
        if spell >= 8:
            worst = max(worst, abs(line.drift_ppm - 40))
    assert worst < 1.0


def test_a_small_step_is_found_though_no_single_block_proves_it() -> None:
    line = ClockLine()
    run(line, ppm=0, seconds=60, jitter=400)
    before = line.drift_ppm
    end_s = run(line, ppm=0, seconds=20, start_s=60, jitter=400, base=712)
    assert line.base(end_s) == pytest.approx(712, abs=6.0)
    assert line.drift_ppm == pytest.approx(before, abs=1.0)


def test_it_says_how_unsure_it_is() -> None:
    line = ClockLine()
    assert line.unsure_ppm == pytest.approx(60.0)
    run(line, ppm=80, seconds=5)
    early = line.unsure_ppm
    assert abs(line.drift_ppm - 80) < 4 * early
    run(line, ppm=80, seconds=55, start_s=5)
    assert line.unsure_ppm < early / 5


@pytest.mark.parametrize("jitter_s", [1e-4, 1e-3, 5e-3])
def test_callbacks_that_are_late_by_chance_give_the_same_clock(jitter_s: float) -> None:
    line = ClockLine()
    run(line, ppm=-60, seconds=90, jitter=jitter_s * 48_000)
    assert line.drift_ppm == pytest.approx(-60, abs=0.5)
