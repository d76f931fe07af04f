"""Strings: bowed with vibrato and bow noise, plucked with the finger's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.material.notes import (
    SAMPLE_RATE_HZ,
    Floats,
    Note,
    Voice,
    band,
    envelope,
    harmonics,
    ringing,
    times,
    wander,
)

_BOW_BAND_HZ = (1_500, 9_000)


def bowed(rng: np.random.Generator, note: Note) -> Floats:
    """A sawtooth-like string with vibrato that grows, a body, and the bow's noise."""
    t = np.arange(int(note.length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    rate_hz, depth = rng.uniform(5.2, 6.2), 0.006 * np.clip(t / 0.25, 0, 1)
    phase = (
        2 * np.pi * note.pitch_hz * np.cumsum(1 + depth * np.sin(2 * np.pi * rate_hz * t)) / SAMPLE_RATE_HZ
    )
    sound, turn = np.zeros(len(t)), np.exp(1j * phase)
    wave = np.ones(len(t), dtype=np.complex128)
    for h in range(1, max(2, min(24, int(11_000 / note.pitch_hz)))):
        wave *= turn  # powers of one rotation: a sine for each partial would cost ten times as much
        sound += (violin_body(h * note.pitch_hz) / h * np.exp(1j * rng.uniform(0, 2 * np.pi)) * wave).imag
    noise = band(rng.normal(0, 1, len(t)), *_BOW_BAND_HZ)
    attack = np.clip(t / 0.045, 0, 1) ** 1.5 * np.clip((t[-1] - t) / 0.04, 0, 1)
    return np.asarray(attack * (sound + 0.05 * noise * (1 + 3 * np.exp(-t / 0.03))))


def violin_body(hz: float) -> float:
    """Gain of a violin's body: air, wood and bridge resonances over a gentle slope."""
    peaks = ((280, 60, 1.0), (460, 90, 1.2), (900, 250, 0.6), (2_600, 700, 0.9))
    return 0.4 + sum(gain / (1 + ((hz - centre) / width) ** 2) for centre, width, gain in peaks)


def plucked(rng: np.random.Generator, note: Note) -> Floats:
    """A plucked string: partials a little sharp, the high ones gone first, and the finger's noise."""
    t = np.arange(int(note.length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    sound, where = np.zeros(len(t)), rng.uniform(0.12, 0.2)
    for h in range(1, min(30, int(6_000 / note.pitch_hz))):
        hz = h * note.pitch_hz * np.sqrt(1 + 6e-5 * h * h)
        gain = np.sin(np.pi * h * where) / h
        sound += gain * ringing(hz, 1.6 + 0.35 * h, rng.uniform(0, 2 * np.pi), len(t))
    thump = rng.normal(0, 1, len(t)) * np.exp(-t / 0.006)
    edges = np.clip(t / 0.002, 0, 1) * np.clip((t[-1] - t) / 0.03, 0, 1)
    return np.asarray(edges * (sound + 0.08 * thump))


@dataclass(frozen=True)
class Bow:
    """How a string is bowed.

    Attributes
    ----------
    vibrato : float
        Depth, as a share of the pitch; 0: an open string.
    noise : float
        Level of the bow beside a string of level 1.
    body : float
        How much larger the body is than a violin's: its resonances lie so much lower.
    """

    vibrato: float = 0.006
    noise: float = 0.05
    body: float = 1.0


def drawn(bow: Bow) -> Voice:
    """Give a voice for any bowed string: an unsteady hand, a body, a bow that scratches as it changes."""

    def voice(rng: np.random.Generator, note: Note) -> Floats:
        t = times(note)
        rate_hz = rng.uniform(5.0, 6.2)
        swing = np.clip(t / 0.25, 0, 1) * np.sin(2 * np.pi * rate_hz * t + rng.uniform(0, 6))
        hz = note.pitch_hz * (1 + bow.vibrato * swing + 2.5e-4 * wander(rng, len(t), 18))
        sound = harmonics(rng, hz, lambda at, n: violin_body(at * bow.body) / n)
        sound *= 1 + 0.03 * wander(rng, len(t), 10)
        low, high = (edge / bow.body for edge in _BOW_BAND_HZ)
        noise = band(rng.normal(0, 1, len(t)), low, high)
        return np.asarray(envelope(t, 0.04, 0.04) * (sound + bow.noise * noise * (1 + 3 * np.exp(-t / 0.03))))

    return voice


def picked(where: float, bright: float, decay: float) -> Voice:
    """Give a plucked string: where it is plucked (0-0.5), how bright and how soon it is gone."""

    def voice(rng: np.random.Generator, note: Note) -> Floats:
        t = times(note)
        sound = np.zeros(len(t))
        for n in range(1, min(40, int(8_000 / note.pitch_hz))):
            hz = n * note.pitch_hz * np.sqrt(1 + 4e-5 * n * n)
            gain = np.sin(np.pi * n * where) / n**bright
            sound += gain * ringing(hz, decay * (1 + 0.25 * n), rng.uniform(0, 2 * np.pi), len(t))
        nail = band(rng.normal(0, 1, len(t)), 1_000, 8_000) * np.exp(-t / 0.004)
        edges = np.clip(t / 0.0015, 0, 1) * np.clip((t[-1] - t) / 0.03, 0, 1)
        return np.asarray(edges * (sound + 0.1 * nail))

    return voice
