"""Instruments that are blown, and voices: a pitch, a spectrum, and breath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.material.notes import (
    Floats,
    Note,
    Voice,
    band,
    envelope,
    harmonics,
    times,
    wander,
)

Gain = Callable[[float, int], float]


@dataclass(frozen=True)
class Wind:
    """What tells one wind instrument from another.

    Attributes
    ----------
    gain : Callable[[float, int], float]
        Of a harmonic, by frequency and number.
    breath : float
        Level of the noise beside a pitch of level 1.
    breath_hz : tuple[float, float]
        Where the noise lies.
    vibrato : float
        Depth, as a share of the pitch.
    attack_s : float
        How long a note takes to sound.
    """

    gain: Gain
    breath: float
    breath_hz: tuple[float, float]
    vibrato: float
    attack_s: float


FLUTE = Wind(lambda hz, n: 1.0 / n**1.9, 0.05, (500, 7_000), 0.004, 0.05)
RECORDER = Wind(lambda hz, n: (1.0 if n % 2 else 0.25) / n**2, 0.03, (800, 6_000), 0.0, 0.02)
CLARINET = Wind(
    lambda hz, n: (1.0 if n % 2 or hz > 2_500 else 0.08) / n**1.1, 0.012, (1_000, 6_000), 0.0, 0.03
)
OBOE = Wind(
    lambda hz, n: (0.4 + np.exp(-(((hz - 1_150) / 450) ** 2))) / n**0.7, 0.008, (2_000, 8_000), 0.004, 0.025
)
BASSOON = Wind(
    lambda hz, n: (0.25 + np.exp(-(((hz - 480) / 180) ** 2))) / n**0.6, 0.012, (600, 5_000), 0.003, 0.03
)
TRUMPET = Wind(
    lambda hz, n: (0.5 + np.exp(-(((hz - 1_500) / 900) ** 2))) / n**0.5, 0.008, (2_000, 9_000), 0.002, 0.025
)


def blown(wind: Wind) -> Voice:
    """Give a voice that plays ``wind``."""

    def voice(rng: np.random.Generator, note: Note) -> Floats:
        t = times(note)
        rate_hz = rng.uniform(4.8, 5.6)
        swing = np.clip(t / 0.3, 0, 1) * np.sin(2 * np.pi * rate_hz * t)
        hz = note.pitch_hz * (1 + wind.vibrato * swing + 4e-4 * wander(rng, len(t), 12))
        sound = harmonics(rng, hz, wind.gain)
        sound *= (1 + 12 * wind.vibrato * swing) * (1 + 0.02 * wander(rng, len(t), 15))
        breath = band(rng.normal(0, 1, len(t)), *wind.breath_hz)
        chiff = 1 + 4 * np.exp(-t / 0.025)
        return envelope(t, wind.attack_s, 0.03) * (sound + wind.breath * chiff * breath)

    return voice


_VOWELS = {
    "a": ((800, 80), (1_150, 90), (2_900, 120), (3_900, 130)),
    "e": ((400, 60), (1_600, 80), (2_700, 120), (3_300, 150)),
    "i": ((350, 50), (1_700, 100), (2_700, 120), (3_700, 150)),
    "o": ((450, 70), (800, 80), (2_830, 100), (3_800, 130)),
}


def sung(size: float = 1.0, consonants: bool = True) -> Voice:
    """Give a singer whose formants lie ``size`` times as high as a grown soprano's (child: 1.2)."""

    def voice(rng: np.random.Generator, note: Note) -> Floats:
        t = times(note)
        formants = _VOWELS[str(rng.choice(list(_VOWELS)))]

        def gain(hz: float, number: int) -> float:
            peaks = (1.0 / (1 + ((hz - size * at) / (1.5 * wide)) ** 2) for at, wide in formants)
            return float((0.03 + sum(peaks)) / number**0.8)

        vibrato = 0.011 * np.clip((t - 0.15) / 0.3, 0, 1) * np.sin(2 * np.pi * rng.uniform(5.2, 6.0) * t)
        scoop = -0.03 * np.exp(-t / 0.04)
        hz = note.pitch_hz * (1 + vibrato + scoop + 8e-4 * wander(rng, len(t), 20))
        sound = harmonics(rng, hz, gain, 9_000) * (1 + 0.03 * wander(rng, len(t), 25))
        sound += 0.02 * band(rng.normal(0, 1, len(t)), 1_500, 9_000)
        sound *= envelope(t, 0.05, 0.06)
        if consonants:
            hiss = band(rng.normal(0, 1, len(t)), 4_000, 12_000)
            sound += 0.25 * hiss * np.clip(t / 0.01, 0, 1) * np.clip((0.07 - t) / 0.02, 0, 1)
        return sound

    return voice


def reeds(rng: np.random.Generator, note: Note) -> Floats:
    """An accordion: two reeds a few cents apart, so that they beat, and the bellows."""
    t = times(note)
    press = 1 + 0.05 * wander(rng, len(t), 4)
    sound = np.zeros(len(t))
    for cents in (-4.0, 5.0):
        hz = np.full(len(t), note.pitch_hz * 2 ** (cents / 1200))
        sound += harmonics(rng, hz, lambda hz, n: 1.0 / n**1.05 if hz < 4_000 else 0.5 / n**1.3)
    noise = band(rng.normal(0, 1, len(t)), 300, 4_000)
    return envelope(t, 0.03, 0.04) * press * (sound + 0.01 * noise)
