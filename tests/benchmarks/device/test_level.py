import numpy as np

from benchmarks.device.level import START_DBFS, STEP_DB, WANTED_DBFS, set_up
from benchmarks.device.ports import Setting, Take, Watch
from benchmarks.device.signals import LOUDEST_DBFS, Audio, amplitude
from tests.benchmarks.device.worlds import port

SETTING = Setting(48_000, 128)


class Heard:
    """An emulated interface that remembers how loud it was played to."""

    name, kind = "Heard", "emulated"

    def __init__(self, spec: str) -> None:
        self._port = port(spec)
        self.peaks: list[float] = []

    def settings(self) -> list[Setting]:
        return self._port.settings()

    def take(self, setting: Setting, played: Audio, watch: Watch) -> Take:
        self.peaks.append(float(np.abs(played).max()))
        return self._port.take(setting, played, watch)


def test_it_begins_in_a_whisper_and_is_never_loud() -> None:
    heard = Heard("emulated:gain=-40dB")
    level = set_up(heard, SETTING, lambda _share: None)
    assert heard.peaks[0] <= amplitude(START_DBFS) * 1.001
    assert max(heard.peaks) <= amplitude(LOUDEST_DBFS) * 1.001
    assert level.out_dbfs == LOUDEST_DBFS


def test_it_stops_when_enough_comes_back() -> None:
    level = set_up(Heard("emulated:gain=10dB"), SETTING, lambda _share: None)
    assert WANTED_DBFS - STEP_DB <= level.in_dbfs <= WANTED_DBFS + STEP_DB
    assert level.clips_from_dbfs is None


def test_it_stops_at_the_first_clip_and_steps_back() -> None:
    heard = Heard("emulated:clip=-30dBFS")
    level = set_up(heard, SETTING, lambda _share: None)
    assert level.clips_from_dbfs is not None
    assert max(heard.peaks) <= amplitude(level.clips_from_dbfs) * 1.001
    assert level.out_dbfs < level.clips_from_dbfs
