from benchmarks.drift.sine import added_delay_ms, thd_plus_noise_db


def test_a_sine_at_a_held_ratio_stays_a_sine_and_the_delay_is_the_kernels_half() -> None:
    assert thd_plus_noise_db(997.0, 1.0001, seconds=0.2) < -95
    assert 0 < added_delay_ms(1.0001) <= 0.35
