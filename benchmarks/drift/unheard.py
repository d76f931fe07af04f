"""Is it heard when the delay changes? The path grows longer and shorter again under a piece of music."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import duet
from dsp import SAMPLE_RATE_HZ, AudioPacket, JitterBuffer, Ledger
from dsp.play_map import PlayMap
from dsp.splice import LONG_FADE_FRAMES, cut, find_cut

Floats = NDArray[np.float64]
Samples = NDArray[np.float32]
PTIME, BLOCK = 120, 64
SECONDS, QUICK_SECONDS = 16.0, 9.0
GOES_UP_S, GOES_DOWN_S, LONGER_S = 3.0, 4.5, 0.020
_BEGIN_S = 1.0  # the first sound of all is faded in
_FADE = 240
_TAPS = 32
_AT_A_TIME = 1 << 15
_STEP = 480


@dataclass(frozen=True)
class Adapted:
    """One clip, what became of it, and the control; ``(frames,)`` each, in media time.

    Attributes
    ----------
    name : str
    played, heard, control : NDArray[float64]
        ``heard`` and ``control`` are un-warped, and thus lie on ``played``.
    play_s, delay_ms : NDArray[float64]
        The delay over time.
    """

    name: str
    played: Floats
    heard: Floats
    control: Floats
    play_s: Floats
    delay_ms: Floats


def clips(seed: int, *, quick: bool) -> list[tuple[str, Samples]]:
    """Clips by name, ``(frames, 1)``."""
    made = []
    for number in range(1 if quick else 5):
        music = duet(seed + number, QUICK_SECONDS if quick else SECONDS)
        made += [(f"violin {number + 1}", music.violin), (f"cello {number + 1}", music.cello)]
    return made


def adapt(clip: tuple[str, Samples], seed: int) -> Adapted:
    """Play a clip over a path that is 20 ms longer for a second and a half."""
    name, sound = clip
    heard, rows = _play(sound)
    begin = round(_BEGIN_S * SAMPLE_RATE_HZ)
    count = len(sound) - 2 * begin
    unwarped = unwarp(heard, rows, begin, count)
    ideal, ideal_rows = _one_ideal_shift(sound[:, 0], round(LONGER_S * SAMPLE_RATE_HZ))
    control = unwarp(ideal, ideal_rows, begin, count)
    delay_ms = (rows[:, 0] - rows[:, 1]) * 1000 / SAMPLE_RATE_HZ
    played = np.asarray(sound[begin : begin + count, 0], np.float64)
    return Adapted(name, played, unwarped, control, rows[:, 0] / SAMPLE_RATE_HZ, delay_ms)


def _play(sound: Samples) -> tuple[Floats, Floats]:
    """What comes out, and the ledger's map."""
    ledger = Ledger(1 << 16)
    packets = len(sound) // PTIME

    def decode(payload: bytes | None, frames: int) -> Samples:
        first = int.from_bytes(payload or b"", "big") * PTIME
        return sound[first : first + frames]

    buffer = JitterBuffer(decode, channels=1, ledger=ledger, duration=lambda payload: PTIME)
    heard, number = [], 0
    for block in range(len(sound) // BLOCK):
        now_s = block * BLOCK / SAMPLE_RATE_HZ
        while number < packets and (arrival_s := _arrival_s(number)) <= now_s:
            wire = AudioPacket(number & 0xFFFF, number * PTIME, number.to_bytes(4, "big"))
            buffer.push(wire, arrival_s=arrival_s)
            number += 1
        heard.append(buffer.pull(BLOCK, now_s=now_s))
    return np.concatenate(heard)[:, 0].astype(np.float64), ledger.play_map()


def _arrival_s(number: int) -> float:
    sent_s = (number + 1) * PTIME / SAMPLE_RATE_HZ
    return sent_s + 0.010 + (LONGER_S if GOES_UP_S <= sent_s < GOES_DOWN_S else 0.0)


def _one_ideal_shift(sound: Samples, most: int) -> tuple[Floats, Floats]:
    """The clip with one cut, at the place in all of it that is most alike; and its map."""
    places = range(SAMPLE_RATE_HZ * 2, len(sound) - SAMPLE_RATE_HZ * 2, _STEP)
    found = [
        (find_cut(sound[at : at + 2 * most + LONG_FADE_FRAMES, None], most, LONG_FADE_FRAMES), at)
        for at in places
    ]
    lag, at = max(found)
    shifted = (
        np.concatenate([sound[:at], cut(sound[at:, None], lag, LONG_FADE_FRAMES)[:, 0]]) if lag else sound
    )
    middle = at + LONG_FADE_FRAMES // 2
    rows = np.array([[0.0, 0.0, 1.0, 0.0], [middle, middle + lag, 1.0, 0.0]])
    return shifted.astype(np.float64), rows


def unwarp(heard: Floats, rows: Floats, begin: int, count: int) -> Floats:
    """Lay what was heard back onto media time.

    Where the map jumps, both sides of it are carried to the middle of what was left out (or put in twice)
    and cross there within 5 ms: a cut is undone by giving back the sound that so resembles it.

    Parameters
    ----------
    heard : NDArray[float64]
        ``(frames,)``, by play index.
    rows : NDArray[float64]
        As `Ledger.play_map` gives them.
    begin, count : int
        Which media samples.
    """
    media = np.arange(begin, begin + count, dtype=np.float64)
    jumps = PlayMap(rows).jumps()
    edges = [rows[0, 0], *(jump.play_samples for jump in jumps), np.inf]
    out = np.zeros(count)
    for which, (first, last) in enumerate(pairwise(edges)):
        part = rows[(rows[:, 0] >= first) & (rows[:, 0] < last)]
        opens = (
            -np.inf if which == 0 else (jumps[which - 1].before_samples + jumps[which - 1].after_samples) / 2
        )
        closes = (
            np.inf if which == len(jumps) else (jumps[which].before_samples + jumps[which].after_samples) / 2
        )
        low, high = np.searchsorted(media, [opens - _FADE / 2, closes + _FADE / 2])
        if high <= low:
            continue
        there = media[low:high]
        weight = np.clip((there - opens) / _FADE + 0.5, 0, 1) * np.clip((closes - there) / _FADE + 0.5, 0, 1)
        out[low:high] += weight * _read(heard, _play_at(part, there))
    return out


def _play_at(part: Floats, media: Floats) -> Floats:
    inside = np.interp(media, part[:, 1], part[:, 0])
    before, after = np.minimum(media - part[0, 1], 0.0), np.maximum(media - part[-1, 1], 0.0)
    return np.asarray(inside + before / part[0, 2] + after / part[-1, 2])


def _read(sound: Floats, places: Floats) -> Floats:
    """Windowed-sinc reading at any places."""
    out, taps = np.empty(len(places)), np.arange(-_TAPS + 1, _TAPS + 1)
    padded = np.concatenate([np.zeros(_TAPS), sound, np.zeros(_TAPS)])
    for begin in range(0, len(places), _AT_A_TIME):
        at = np.clip(places[begin : begin + _AT_A_TIME], 0, len(sound) - 1.001)
        whole = at.astype(np.int64)
        away = taps[None, :] - (at - whole)[:, None]
        kernel = np.sinc(away) * np.cos(np.pi * away / (2 * _TAPS + 2)) ** 2
        out[begin : begin + _AT_A_TIME] = (padded[whole[:, None] + taps + _TAPS] * kernel).sum(axis=1)
    return out


def score(adapted: list[Adapted]) -> list[tuple[float, float]] | None:
    """Zimtohrli's opinion (1-5) of each clip and of its control; None where it is not installed."""
    try:
        from zimtohrli import mos_from_signals  # noqa: PLC0415 - one may measure all else without it
    except ImportError:
        return None
    return [
        (float(mos_from_signals(one.played, one.heard)), float(mos_from_signals(one.played, one.control)))
        for one in adapted
    ]
