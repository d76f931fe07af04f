"""Instruments that are struck: strings with hammers, bars, skins."""

from __future__ import annotations

import numpy as np

from benchmarks.material.notes import SAMPLE_RATE_HZ, Floats, Note, band, ringing, times


def piano(rng: np.random.Generator, note: Note) -> Floats:
    """Stiff strings in twos a fraction of a cent apart, which decay fast, then slowly; a hammer."""
    t = times(note)
    sound = np.zeros(len(t))
    stiffness = 3e-4 * (note.pitch_hz / 262) ** 1.2
    for n in range(1, min(40, int(9_000 / note.pitch_hz))):
        hz = n * note.pitch_hz * np.sqrt(1 + stiffness * n * n)
        gain = abs(np.sin(np.pi * n / 8)) / n**1.1 + 0.02 / n
        for cents, slow in ((-0.4, 0.5), (0.5, 0.12)):
            decay = (1.0 + 0.5 * n) * (1 + 3 * slow) * (note.pitch_hz / 262) ** 0.5
            tuned = hz * 2 ** (cents / 1200)
            sound += gain * (1 - slow) * ringing(tuned, decay, rng.uniform(0, 2 * np.pi), len(t))
    hammer = band(rng.normal(0, 1, len(t)), 100, 3_000) * np.exp(-t / 0.008)
    edges = np.clip(t / 0.0015, 0, 1) * np.clip((t[-1] - t) / 0.06, 0, 1)
    return np.asarray(edges * (sound + 0.25 * hammer))


def marimba(rng: np.random.Generator, note: Note) -> Floats:
    """A bar tuned to 1 : 4 : 9.2 over a resonator, and the mallet."""
    t = times(note)
    sound = np.zeros(len(t))
    for ratio, gain, decay in ((1.0, 1.0, 5.0), (3.98, 0.3, 18.0), (9.2, 0.12, 45.0)):
        sound += gain * ringing(ratio * note.pitch_hz, decay, rng.uniform(0, 2 * np.pi), len(t))
    mallet = band(rng.normal(0, 1, len(t)), 200, 4_000) * np.exp(-t / 0.004)
    edges = np.clip(t / 0.001, 0, 1) * np.clip((t[-1] - t) / 0.03, 0, 1)
    return np.asarray(edges * (sound + 0.2 * mallet))


def frame_drum(rng: np.random.Generator, note: Note) -> Floats:
    """A drum: a skin's modes and the stick. Its strokes cannot be foretold."""
    t = np.arange(int(0.4 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    modes = (1.0, 1.59, 2.14, 2.30, 2.65, 2.92)
    sound = np.zeros(len(t))
    for k, mode in enumerate(modes):
        ring = np.sin(2 * np.pi * note.pitch_hz * mode * t + rng.uniform(0, 6))
        sound += ring * np.exp(-t * (7 + 9 * k)) / (1 + k)
    stick = band(rng.normal(0, 1, len(t)), 800, 10_000) * np.exp(-t / 0.012)
    edges = np.clip(t / 0.001, 0, 1) * np.clip((t[-1] - t) / 0.02, 0, 1)
    return np.asarray(edges * (sound + 0.8 * stick))
