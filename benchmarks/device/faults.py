"""What is wrong with an interface, by name, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.device.level import Level
from benchmarks.device.quality import Quality
from benchmarks.device.truth import Fault

_MOST_GAIN_DB = 15.0
_CROSSED_DB = 6.0


@dataclass(frozen=True)
class Found:
    """One fault and its remedy, in one line."""

    fault: Fault
    words: str


def find(level: Level, quality: Quality) -> list[Found]:
    """Every fault that the figures show, the one that explains most first."""
    if quality.lag_samples is None:
        return [_nothing(quality)] if level.clips_from_dbfs is None else [_clips(level)]
    found = []
    if quality.clipped or level.clips_from_dbfs is not None or _gain_db(level) > _MOST_GAIN_DB:
        found.append(_clips(level))
    if _crossed(quality):
        found.append(
            Found(
                Fault.WRONG_CHANNEL,
                "What the left output plays comes in on the right. Swap the plugs.",
            )
        )
    if quality.echo_ms is not None and quality.echo_db is not None:
        found.append(
            Found(
                Fault.ECHO,
                f"All is heard twice, again {quality.echo_ms:.1f} ms later at {quality.echo_db:.0f} dB. "
                "Switch off direct monitoring, and any loopback in the interface's mixer.",
            )
        )
    return found


def _clips(level: Level) -> Found:
    at = -_gain_db(level) if level.clips_from_dbfs is None else level.clips_from_dbfs
    return Found(Fault.CLIPPING, f"The input clips when {at:.0f} dBFS is played. Turn its gain down.")


def _gain_db(level: Level) -> float:
    return level.in_dbfs - level.out_dbfs


def _nothing(quality: Quality) -> Found:
    if quality.hum_hz is not None:
        return Found(
            Fault.UNPLUGGED,
            f"Nothing comes back, and the input hums at {quality.hum_hz:.0f} Hz as an open one does. "
            "Plug the cable from an output into an input.",
        )
    why = "is silent to the last bit: it is muted or not permitted" if quality.digital_silence else "is quiet"
    return Found(
        Fault.MUTED,
        f"Nothing comes back, and the input {why}. Turn the output up and unmute it; then look at the cable.",
    )


def _crossed(quality: Quality) -> bool:
    """Both ways across, or the only way there is, are louder than straight."""
    ways = {name: -999.0 if level is None else level for name, level in quality.ways.items()}
    left = ways["LR"] > ways["LL"] + _CROSSED_DB
    right = ways["RL"] > ways["RR"] + _CROSSED_DB
    silent = {side: ways[side + "L"] == ways[side + "R"] == -999.0 for side in "LR"}
    return (left or silent["L"]) and (right or silent["R"]) and (left or right)
