"""How an interface sounds: every figure of one take of the programme."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.device import tones
from benchmarks.device.impulse import THIRDS_HZ, Impulse, deconvolve, thirds
from benchmarks.device.level import clipped
from benchmarks.device.ports import Take
from benchmarks.device.signals import Floats, Programme

_SETTLE_S = 0.1
_MIDDLE = (200.0, 5000.0)
_DIRECT_OVER_CROSS_DB = 6.0
_DIGITAL_SILENCE_DBFS = -160.0


@dataclass(frozen=True)
class Quality:
    """Figures of one take; a channel that nothing came back on is None.

    Parameters
    ----------
    lag_samples : float or None
        Round trip.
    ways : dict[str, float or None]
        ``LL LR RL RR``, level from output to input in dB; None: nothing.
    thd_n_db : float or None
    noise_dbfs, noise_a_dbfs : float
        Of the louder channel.
    response_db : list[float] or None
        ``(29,)``, third-octave bands against 1 kHz.
    balance_db : float or None
        Right less left.
    crosstalk_db : float or None
        The stronger of the two ways across.
    echo_ms, echo_db : float or None
    clipped, digital_silence : bool
    hum_hz : float or None
    """

    lag_samples: float | None
    ways: dict[str, float | None]
    thd_n_db: float | None
    noise_dbfs: float
    noise_a_dbfs: float
    response_db: list[float] | None
    balance_db: float | None
    crosstalk_db: float | None
    echo_ms: float | None
    echo_db: float | None
    clipped: bool
    digital_silence: bool
    hum_hz: float | None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def judge(programme: Programme, take: Take) -> Quality:
    """Measure one take."""
    rate_hz, heard = programme.rate_hz, take.heard
    impulses = {
        f"{out}{into}": deconvolve(_part(programme, heard, name)[:, channel], programme.swept, rate_hz)
        for out, name in (("L", "left"), ("R", "right"))
        for channel, into in enumerate("LR")
    }
    ways = {name: _level_db(one) if one.found else None for name, one in impulses.items()}
    direct = max(
        (name for name in ways if ways[name] is not None),
        key=lambda name: _at_least(ways[name]),
        default=None,
    )
    main = None if direct is None else impulses[direct]
    silence = _part(programme, heard, "silence")[round(_SETTLE_S * rate_hz) :]
    echo = None if main is None else main.echo()
    lag = None if main is None else main.lag()
    hums = [hum for channel in silence.T if (hum := tones.hum_hz(channel, rate_hz)) is not None]
    steady = _steady(programme, heard, lag)
    louder = 1 if direct is not None and direct[1] == "R" else 0
    return Quality(
        lag_samples=lag,
        ways=ways,
        thd_n_db=None if lag is None else tones.thd_n_db(steady[:, louder], rate_hz),
        noise_dbfs=max(tones.noise_dbfs(channel, rate_hz) for channel in silence.T),
        noise_a_dbfs=max(tones.noise_dbfs(channel, rate_hz, weighted=True) for channel in silence.T),
        response_db=None
        if main is None
        else [round(one, 3) for one in thirds(*main.power(main.peak)).tolist()],
        balance_db=_difference(ways["RR"], ways["LL"]),
        crosstalk_db=_crosstalk(impulses) if take.inputs == 2 else None,
        echo_ms=None if echo is None else echo[0],
        echo_db=None if echo is None else echo[1],
        clipped=lag is not None and clipped(steady),
        digital_silence=max(tones.level_dbfs(channel) for channel in silence.T) < _DIGITAL_SILENCE_DBFS,
        hum_hz=hums[0] if hums else None,
    )


def _part(programme: Programme, heard: Floats, name: str) -> Floats:
    """A part and its tail."""
    where = programme.parts[name]
    return heard[where.start : where.stop + programme.tail]


def _steady(programme: Programme, heard: Floats, lag: float | None) -> Floats:
    where, settle = programme.parts["tone"], round(_SETTLE_S * programme.rate_hz)
    late = 0 if lag is None else round(lag)
    return heard[where.start + late + settle : where.stop + late - settle]


def _at_least(level_db: float | None) -> float:
    return -999.0 if level_db is None else level_db


def _level_db(impulse: Impulse, at: int | None = None) -> float:
    hz, power = impulse.power(impulse.peak if at is None else at)
    return tones.db(float(power[(hz > _MIDDLE[0]) & (hz < _MIDDLE[1])].mean()))


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _crosstalk(impulses: dict[str, Impulse]) -> float | None:
    """Across against straight, at the straight way's place; only where straight is the louder one."""
    found = []
    for out in "LR":
        straight, across = impulses[out + out], impulses[out + ("R" if out == "L" else "L")]
        if not straight.found:
            continue
        level = _level_db(across, straight.peak) - _level_db(straight)
        if level < -_DIRECT_OVER_CROSS_DB:
            found.append(level)
    return max(found) if found else None


BANDS_HZ = THIRDS_HZ


def deviation_db(response_db: list[float], low_hz: float = 40.0, high_hz: float = 16_000.0) -> float:
    """The widest that a response swings between two frequencies, in dB."""
    inside = [level for hz, level in zip(THIRDS_HZ, response_db, strict=True) if low_hz <= hz <= high_hz]
    return float(np.ptp(inside))
