import pytest

from benchmarks.device.truth import Fault, Truth, parse


def test_an_interface_is_written_down_in_a_line() -> None:
    told = parse(
        "emulated:rtl=7.25ms,drift=-12ppm,noise=-90dBFS,thd=-50dB,response=100:-1/8000:-3,holds=64,echo=9ms/-20dB"
    )
    assert told == Truth(
        rtl_ms=7.25,
        drift_ppm=-12.0,
        noise_dbfs=-90.0,
        thd_db=-50.0,
        response=((100.0, -1.0), (8000.0, -3.0)),
        holds_frames=64,
        fault=Fault.ECHO,
        echo_ms=9.0,
        echo_db=-20.0,
    )
    assert parse("emulated:") == parse("emulated") == Truth()


@pytest.mark.parametrize(
    "spec", ["rtl=fast", "colour=red", "fault=haunted", "rtl=0.1ms", "drift=nanppm", "drift=2000"]
)
def test_what_cannot_be_understood_is_named(spec: str) -> None:
    with pytest.raises(ValueError, match=spec.partition("=")[0]):
        parse(f"emulated:{spec}")


def test_the_round_trip_grows_with_the_block() -> None:
    assert Truth(rtl_ms=10.0, buffers=2.0).rtl_samples(48_000, 128) == 480.0 + 128.0
