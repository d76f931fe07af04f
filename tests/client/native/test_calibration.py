from pathlib import Path

import pytest

from client.native.calibration import Calibration, config_folder, load, store

KNOWN = Calibration("Box", 48_000, 64, 283.2, -12.0, 5.0)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_what_was_measured_is_known_again_for_that_rate_and_block_only() -> None:
    store(KNOWN)
    store(Calibration("Box", 48_000, 128, 411.2))
    assert load("Box", 48_000, 64) == KNOWN
    assert load("Box", 44_100, 64) is None


def test_how_much_a_driver_leaves_out_is_known() -> None:
    assert KNOWN.unreported_s == pytest.approx(0.0009)
    assert Calibration("Box", 48_000, 128, 411.2).unreported_s == 0.0


def test_a_damaged_file_is_as_none() -> None:
    store(KNOWN)
    (config_folder() / "devices.json").write_text("{")
    assert load("Box", 48_000, 64) is None
