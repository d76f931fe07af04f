"""How loud to play: from a whisper up, and not a step beyond what is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.device.ports import Port, Setting, Take, Watch
from benchmarks.device.signals import LOUDEST_DBFS, TONE_HZ, Audio, Floats, amplitude, stereo, tone
from benchmarks.device.tones import flat_topped, level_dbfs

START_DBFS, STEP_DB = -50.0, 3.0
WANTED_DBFS = -12.0
_BACK_DB = 6.0
_STEP_S, _TAIL_S = 0.3, 0.5
_CLIP_FROM = 0.985
_SILENT_PEAK = 1e-7


@dataclass(frozen=True)
class Level:
    """What was settled on.

    Parameters
    ----------
    out_dbfs : float
        Play at this level.
    in_dbfs : float
        What then came back, the louder channel.
    clips_from_dbfs : float or None
        The first level at which the input clipped.
    over_noise_db : float
        How far the tone stood above what else was heard.
    """

    out_dbfs: float
    in_dbfs: float
    clips_from_dbfs: float | None
    over_noise_db: float


def clipped(heard: Floats) -> bool:
    """Whether ``(frames, 2)`` touches the end of the scale, or is cut flat below it."""
    if float(np.abs(heard).max()) >= _CLIP_FROM:
        return True
    return any(flat_topped(channel) for channel in heard.T if float(np.abs(channel).max()) > _SILENT_PEAK)


def set_up(port: Port, setting: Setting, watch: Watch) -> Level:
    """Raise a tone in steps from -50 dBFS until the input is at -12, clips, or -12 is being played.

    Each step is a take of its own, so that nothing sounds on after the first clip.
    """
    done = Level(START_DBFS, -120.0, None, 0.0)
    steps = np.arange(START_DBFS, LOUDEST_DBFS + STEP_DB / 2, STEP_DB)
    for index, out_dbfs in enumerate(np.minimum(steps, LOUDEST_DBFS).tolist()):
        watch(index / len(steps))
        heard = _listen(port.take(setting, _step(setting.rate_hz, out_dbfs), lambda _share: None))
        if clipped(heard):
            return Level(
                max(START_DBFS - _BACK_DB, out_dbfs - _BACK_DB), done.in_dbfs, out_dbfs, done.over_noise_db
            )
        tones = [_of_tone(channel, setting.rate_hz) for channel in heard.T]
        in_dbfs, over_db = max(tones)
        done = Level(out_dbfs, in_dbfs, None, over_db)
        if in_dbfs >= WANTED_DBFS - STEP_DB and over_db > 0:
            break
    return done


def _step(rate_hz: int, out_dbfs: float) -> Audio:
    steady = tone(rate_hz, _STEP_S + _TAIL_S, out_dbfs)
    return stereo(steady, steady)


def _listen(take: Take) -> Floats:
    """The last part: by then the tone is there, whatever the round trip."""
    return take.heard[int(len(take.heard) * _TAIL_S / (_STEP_S + _TAIL_S)) : -1500]


def _of_tone(channel: Floats, rate_hz: int) -> tuple[float, float]:
    """Level of the tone in a channel, and how far it is above the rest of it."""
    turn = np.exp(-2j * np.pi * TONE_HZ * np.arange(len(channel)) / rate_hz) * np.hanning(len(channel))
    size = 4 * abs(complex(np.sum(channel * turn))) / len(channel)
    whole = level_dbfs(channel)
    alone = 20 * float(np.log10(max(size, amplitude(-140.0))))
    rest = 10 ** (whole / 10) - 10 ** (alone / 10)
    return alone, alone - 10 * float(np.log10(max(rest, 1e-14)))
