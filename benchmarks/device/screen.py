"""The whole bench of one interface: level, every setting briefly, the best two for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.device import clockline, faults, verdict
from benchmarks.device.impulse import THIRDS_HZ, chirp_lags
from benchmarks.device.level import Level, set_up
from benchmarks.device.ports import Port, Setting, Take, Watch
from benchmarks.device.quality import Quality, judge
from benchmarks.device.record import Device, Fault, LevelSet, Long, Screened, Sound
from benchmarks.device.signals import LOUDEST_DBFS, Train, programme, train
from client.native.errors import DeviceError

SLIP_SAMPLES = 2.0
_FIRST = (Setting(48_000, 256), Setting(48_000, 512))


@dataclass(frozen=True)
class Times:
    """How long each part takes, in seconds."""

    screen: float = 2.0
    part: float = 4.0
    chirps: float = 10.0
    drift: float = 60.0
    longs: int = 2
    one_rate: bool = False

    @property
    def long(self) -> float:
        """One setting, without its drift."""
        return 4 * (self.part + 1.0) + self.chirps


QUICK = Times(screen=1.5, part=1.0, chirps=2.0, drift=10.0, longs=1, one_rate=True)


class Told(Protocol):
    """Whoever shows how far it is."""

    def part(self, words: str) -> Watch:
        """A new part begins; what it returns is told the share that is done."""
        ...


@dataclass(frozen=True)
class Bench:
    """One interface on the bench.

    Parameters
    ----------
    port : Port
    device : Device
        Changed in place; what is in it already is not measured again.
    told : Told
    keep : Callable[[Device], None]
        Called after every part.
    times : Times
    """

    port: Port
    device: Device
    told: Told
    keep: Callable[[Device], None]
    times: Times = Times()

    def measure(self) -> Device:
        """Go on from what is known to the end.

        Raises
        ------
        DeviceError
            The interface takes no setting at all, or has gone.
        """
        device, settings = self.device, self.port.settings()
        if self.times.one_rate:
            settings = [one for one in settings if one.rate_hz == verdict.RATE_HZ] or settings
        if not settings:
            raise DeviceError(f"{self.port.name} takes none of the rates and blocks there are.")
        level = self._level(settings)
        self.keep(device)
        if not device.faults:
            self._screen(settings, level)
            self._look_long(level)
        found = verdict.best(device)
        device.best = None if found is None else str(verdict.setting(found.screened))
        device.sentence = verdict.sentence(device)
        self.keep(device)
        return device

    def _level(self, settings: list[Setting]) -> Level:
        """How loud, and whether anything is wrong that would make the rest worthless."""
        known, port = self.device.level, self.port
        if known is not None:
            return Level(known.out_dbfs, known.in_dbfs, known.clips_from_dbfs, 0.0)
        setting = next((one for one in _FIRST if one in settings), settings[-1])
        level = set_up(port, setting, self.told.part("Level, from a whisper up"))
        played = programme(setting.rate_hz, level.out_dbfs, each_s=1.0, tail_s=1.0)
        take = port.take(setting, played.play, self.told.part("What is plugged where"))
        quality = judge(played, take)
        self.device.level = LevelSet(
            out_dbfs=level.out_dbfs, in_dbfs=level.in_dbfs, clips_from_dbfs=level.clips_from_dbfs
        )
        self.device.faults = _named(level, quality, take.xruns)
        return level

    def _screen(self, settings: list[Setting], level: Level) -> None:
        done = {verdict.setting(one) for one in self.device.screened}
        for setting in settings:
            if setting not in done:
                watch = self.told.part(str(setting))
                found = screen_one(self.port, setting, level, watch, seconds=self.times.screen)
                self.device.screened.append(found)
                self.keep(self.device)

    def _look_long(self, level: Level) -> None:
        """The best two; and further ones while none of them has held."""
        device, wanted = self.device, self.times.longs
        for candidate in verdict.candidates(device):
            enough = len(device.long) >= wanted and verdict.best(device) is not None
            if enough or len(device.long) >= wanted + 2:
                return
            setting = verdict.setting(candidate)
            if all(verdict.setting(one.screened) != setting for one in device.long):
                device.long.append(self._long(setting, level))
                self.keep(device)

    def _long(self, setting: Setting, level: Level) -> Long:
        take, part = self.port.take, self.told.part
        played = programme(setting.rate_hz, level.out_dbfs, each_s=self.times.part)
        sounded = take(setting, played.play, part(f"{setting}: sound"))
        quality = judge(played, sounded)
        chirps = train(setting.rate_hz, self.times.chirps, level.out_dbfs)
        first = _chirped(setting, chirps, take(setting, chirps.play, part(f"{setting}: round trip")))
        sparse = train(setting.rate_hz, self.times.drift, level.out_dbfs, sparse=True)
        clocked = take(setting, sparse.play, part(f"{setting}: clock"))
        drift = clockline.drift(clocked.called_s, clocked.called_at, setting.rate_hz)
        return Long(
            screened=_together(first, _chirped(setting, sparse, clocked), quality),
            sound=_sound(quality),
            drift_ppm=None if drift is None else round(drift.ppm, 3),
            drift_halves_ppm=None if drift is None else round(drift.halves_ppm, 3),
            faults=_named(level, quality, sounded.xruns),
        )


def screen_one(port: Port, setting: Setting, level: Level, watch: Watch, *, seconds: float) -> Screened:
    """Chirps for so long; a setting that cannot be opened says why."""
    chirps = train(setting.rate_hz, seconds, min(level.out_dbfs + 3.0, LOUDEST_DBFS))
    try:
        take = port.take(setting, chirps.play, watch)
    except DeviceError as error:
        return Screened(
            rate_hz=setting.rate_hz, block_frames=setting.block_frames, rtl_samples=None, failed=str(error)
        )
    return _chirped(setting, chirps, take)


def _chirped(setting: Setting, chirps: Train, take: Take) -> Screened:
    """What the chirps of a take say of its setting."""
    both = [
        chirp_lags(channel, chirps.play[:, 0].astype(np.float64), chirps.one, chirps.starts)
        for channel in take.heard.T
    ]
    lags = max(both, key=lambda found: int(np.isfinite(found).sum()))
    known = lags[np.isfinite(lags)]
    lost = int(np.isnan(lags).sum())
    steps = int((np.abs(np.diff(known)) > SLIP_SAMPLES).sum())
    heard = len(known) >= max(2, len(lags) // 4)
    return Screened(
        rate_hz=setting.rate_hz,
        block_frames=setting.block_frames,
        rtl_samples=float(np.median(known)) if heard else None,
        lags_samples=[round(one, 4) for one in known.tolist()],
        xruns=take.xruns,
        slips=steps + (lost if heard and not take.xruns else 0),
        seconds=len(chirps.play) / setting.rate_hz,
        reported_ms=take.reported_ms,
    )


def _together(first: Screened, second: Screened, quality: Quality) -> Screened:
    """Both trains as one; the sweep, which is the longer signal, says the round trip."""
    return first.model_copy(
        update={
            "lags_samples": first.lags_samples + second.lags_samples,
            "xruns": first.xruns + second.xruns,
            "slips": first.slips + second.slips,
            "seconds": first.seconds + second.seconds,
            "rtl_samples": quality.lag_samples if first.rtl_samples is not None else None,
        }
    )


def _sound(quality: Quality) -> Sound:
    return Sound(
        thd_n_db=quality.thd_n_db,
        noise_dbfs=quality.noise_dbfs,
        noise_a_dbfs=quality.noise_a_dbfs,
        response_hz=[round(hz, 1) for hz in THIRDS_HZ],
        response_db=quality.response_db,
        balance_db=quality.balance_db,
        crosstalk_db=quality.crosstalk_db,
        lag_samples=quality.lag_samples,
    )


def _named(level: Level, quality: Quality, xruns: int) -> list[Fault]:
    """A sweep with a hole in it looks like one that is heard twice: nobody is sent after an echo then."""
    return [
        Fault(name=one.fault.value, words=one.words)
        for one in faults.find(level, quality)
        if not (xruns and one.fault.value == "echo")
    ]
