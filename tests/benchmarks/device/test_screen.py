from pathlib import Path

import pytest

from benchmarks.device import record
from benchmarks.device.record import Device
from benchmarks.device.screen import Bench
from benchmarks.device.truth import Fault
from tests.benchmarks.device.worlds import SHORT, Untold, blank, measured, port

SPEC = "emulated:rtl=5.9ms,drift=-12ppm,holds=64"


def test_the_smallest_block_that_holds_is_the_one_to_use() -> None:
    device = measured(SPEC)
    assert device.best == "64 frames at 48 kHz"
    assert device.sentence.startswith(
        "64 frames at 48 kHz holds: 5.9 ms round trip, 12 ppm slow. Use it. 32 dropped out"
    )


class StoppedError(Exception):
    """Somebody pressed Ctrl-C."""


def test_a_bench_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "half.json"

    def keep(known: Device) -> None:
        record.save(known, file)
        if len(known.screened) == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        Bench(port(SPEC), blank(), Untold(), keep, SHORT).measure()
    half = record.load(Device, file)
    assert half is not None
    told = Untold()
    whole = Bench(port(SPEC), half, told, lambda _known: None, SHORT).measure()
    assert told.parts[0] == "128 frames at 48 kHz"
    assert whole.best == "64 frames at 48 kHz"


def test_a_fault_is_told_before_anything_is_measured_for_long() -> None:
    device = measured("emulated:fault=unplugged")
    assert [fault.name for fault in device.faults] == [Fault.UNPLUGGED]
    assert "Plug the cable" in device.sentence
    assert not device.screened
    assert not device.long


def test_where_every_block_drops_out_nothing_is_recommended() -> None:
    device = measured("emulated:holds=2048", blocks=(64, 128))
    assert device.best is None
    assert device.sentence.startswith("No setting holds.")
