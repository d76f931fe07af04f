"""What the place's page is told of an interface, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.device.posting import MOST_KEPT, PATH, Outbox, outbox_file, reading, tell
from benchmarks.device.record import Device
from benchmarks.network.door import DoorError, RefusedError, Target
from server.readiness.schemas import NewDeviceReading
from tests.benchmarks.device.worlds import measured

NOW_S = 1_795_000_000.0


class Server:
    """A server that is there or away, or refuses; remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[NewDeviceReading] = []
        self.problem: DoorError | None = None

    def post(self, path: str, body: dict[str, Any]) -> None:
        assert path == PATH
        if self.problem is not None:
            raise self.problem
        self.told.append(NewDeviceReading.model_validate(body))


class Clock:
    at_s = NOW_S

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture(scope="module")
def interface() -> Device:
    found = measured("emulated:rtl=5.9ms,drift=12ppm", blocks=(64,))
    return found.model_copy(update={"kind": "card", "hardware": True, "name": "Scarlett 2i2"})


def test_the_server_takes_what_the_best_setting_measured(interface: Device) -> None:
    told = NewDeviceReading.model_validate(reading(interface))
    assert (told.name, told.way, told.setting) == ("Scarlett 2i2", "cable", "64 frames at 48 kHz")
    assert told.rtl_ms == pytest.approx(5.9, abs=0.01)
    assert told.n == len(interface.long[0].screened.lags_samples) and told.noise_a_dbfs is not None
    by_air = NewDeviceReading.model_validate(reading(interface.model_copy(update={"way": "air"})))
    assert by_air.way == "air"


def test_an_emulated_interface_and_one_that_does_not_hold_are_no_reading(interface: Device) -> None:
    assert reading(interface.model_copy(update={"kind": "emulated"})) is None
    assert reading(interface.model_copy(update={"long": []})) is None


def test_what_the_server_could_not_be_told_is_told_later_with_its_age(
    interface: Device, tmp_path: Path
) -> None:
    server, clock = Server(), Clock()
    server.problem = DoorError("away")
    first = reading(interface)
    assert first is not None
    outbox = Outbox(tmp_path / "new" / "box.json", clock)
    outbox.add(first)
    with pytest.raises(DoorError):
        outbox.send(server)
    clock.at_s += 3600
    again = Outbox(tmp_path / "new" / "box.json", clock)
    again.add(first | {"name": "Another"})
    server.problem = None
    assert again.send(server) == 2 and len(again) == 0
    assert [(one.name, one.age_s) for one in server.told] == [("Scarlett 2i2", 3600.0), ("Another", 0.0)]
    assert len({one.once for one in server.told}) == 2


def test_what_the_server_will_never_take_is_dropped_and_a_closed_door_keeps_it(tmp_path: Path) -> None:
    server, outbox = Server(), Outbox(tmp_path / "box.json", Clock())
    outbox.add({"name": "odd"})
    server.problem = RefusedError("Your link opens nothing.", 401)
    with pytest.raises(RefusedError):
        outbox.send(server)
    assert len(outbox) == 1
    server.problem = RefusedError("rtl_ms is missing", 422)
    with pytest.raises(RefusedError):
        outbox.send(server)
    assert len(outbox) == 0


def test_of_what_waits_the_newest_stay_and_a_damaged_file_is_empty(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "box.json", Clock())
    for number in range(MOST_KEPT + 3):
        outbox.add({"name": str(number)})
    assert len(outbox) == MOST_KEPT
    for damaged in ("{", "[1]", '[{"at_s": "x"}]', "null"):
        (tmp_path / "box.json").write_text(damaged)
        assert len(outbox) == 0


def test_without_a_server_the_bench_says_that_the_figures_are_kept(
    interface: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    nobody = Target("http://127.0.0.1:9", "secret-of-a-place")
    assert "They are kept" in tell(nobody, interface, Clock())
    kept = outbox_file(nobody)
    assert len(Outbox(kept, Clock())) == 1
    assert "secret" not in kept.name and "secret-of-a-place" not in kept.read_text()
    emulated = interface.model_copy(update={"kind": "emulated"})
    assert "emulated" in tell(nobody, emulated, Clock())
