from benchmarks.device import verdict
from benchmarks.device.record import Device, Long, Screened, Sound

SOUND = Sound(
    thd_n_db=-90.0,
    noise_dbfs=-100.0,
    noise_a_dbfs=-102.0,
    response_hz=[],
    response_db=None,
    balance_db=None,
    crosstalk_db=None,
    lag_samples=300.0,
)


def screened(block: int, rtl: float | None, xruns: int = 0, rate_hz: int = 48_000) -> Screened:
    return Screened(rate_hz=rate_hz, block_frames=block, rtl_samples=rtl, xruns=xruns, seconds=2.0)


def device(*long: Screened, brief: tuple[Screened, ...] = (), noise: float = -102.0) -> Device:
    sound = SOUND.model_copy(update={"noise_a_dbfs": noise})
    looked = [Long(screened=one, sound=sound, drift_ppm=3.0) for one in long]
    return Device(name="D", kind="card", hardware=True, screened=[*brief, *long], long=looked)


def test_other_rates_are_measured_but_not_recommended() -> None:
    known = device(
        brief=(screened(64, 200.0, rate_hz=96_000), screened(128, 400.0), screened(64, 300.0, xruns=1))
    )
    assert [one.block_frames for one in verdict.candidates(known)] == [128, 64]


def test_what_dropped_out_in_the_long_run_is_not_the_best() -> None:
    found = verdict.best(device(screened(32, 200.0, xruns=1), screened(64, 300.0)))
    assert found is not None
    assert found.screened.block_frames == 64


def test_a_clock_is_fast_slow_or_true() -> None:
    assert verdict.drift_words(12.2) == "12 ppm fast"
    assert verdict.drift_words(-3.0) == "3 ppm slow"
    assert "true" in verdict.drift_words(0.2)
    assert "not measured" in verdict.drift_words(None)


def test_of_two_interfaces_the_quicker_one_is_named_or_the_quieter_when_alike() -> None:
    quick, slow = device(screened(64, 240.0)), device(screened(64, 480.0))
    assert verdict.compared(quick, slow).startswith("A is 5.0 ms quicker")
    assert verdict.compared(quick, device(screened(64, 240.0), noise=-110.0)).endswith(
        "B is the quieter one."
    )
    assert verdict.compared(device(), quick) == "Only B holds. Take it."
    assert verdict.compared(device(), device()) == "Neither holds."
