"""What every instrument is made with: notes, partials, noise, and putting them on a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 48_000
Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

PEAK = 0.4
DORIAN = (0, 2, 3, 5, 7, 9, 10)
MAJOR = (0, 2, 4, 5, 7, 9, 11)


@dataclass(frozen=True)
class Note:
    """One note: start and length in seconds, pitch in Hz, loudness 0-1."""

    start_s: float
    length_s: float
    pitch_hz: float
    loudness: float


Voice = Callable[[np.random.Generator, Note], Floats]


def pitch_hz(tonic_hz: float, degree: int, scale: tuple[int, ...] = DORIAN) -> float:
    """Give the pitch of a degree of a scale of seven tones; 0 is the tonic, 7 the octave above it."""
    octave, step = divmod(degree, len(scale))
    return float(tonic_hz * 2 ** (octave + scale[step] / 12))


def render(rng: np.random.Generator, notes: Iterable[Note], seconds: float, voice: Voice) -> Samples:
    """Play ``notes`` with ``voice`` into ``(frames, 1)`` of exactly ``seconds``, peak 0.4."""
    frames = round(seconds * SAMPLE_RATE_HZ)
    part = np.zeros(frames)
    for note in notes:
        begin = round(note.start_s * SAMPLE_RATE_HZ)
        sound = voice(rng, note)[: frames - begin]
        part[begin : begin + len(sound)] += note.loudness * sound
    peak = float(np.abs(part).max())
    return (part * (PEAK / peak if peak else 0.0)).astype(np.float32)[:, None]


def times(note: Note) -> Floats:
    """Give the seconds since the note's start of each of its samples."""
    return np.asarray(np.arange(int(note.length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)


def ringing(hz: float, decay_per_s: float, phase: float, frames: int) -> Floats:
    """``exp(-d t) sin(w t + phase)``, as the powers of one pole."""
    ring = np.full(frames, np.exp((2j * np.pi * hz - decay_per_s) / SAMPLE_RATE_HZ))
    ring[:1] = np.exp(1j * phase)
    return np.asarray(np.multiply.accumulate(ring).imag)


def band(noise: Floats, low_hz: float, high_hz: float) -> Floats:
    """Keep of ``noise`` what is between two frequencies."""
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(len(noise), 1 / SAMPLE_RATE_HZ)
    spectrum[(hz < low_hz) | (hz > high_hz)] = 0
    return np.fft.irfft(spectrum, len(noise))


def wander(rng: np.random.Generator, frames: int, rate_hz: float) -> Floats:
    """Noise of about unit deviation that changes ``rate_hz`` times a second: an unsteady hand or breath."""
    points = rng.normal(0.0, 1.0, max(4, int(frames / SAMPLE_RATE_HZ * rate_hz) + 4))
    return np.interp(np.arange(frames) * rate_hz / SAMPLE_RATE_HZ, np.arange(len(points)), points)


def harmonics(
    rng: np.random.Generator, hz: Floats, gain: Callable[[float, int], float], top_hz: float = 11_000
) -> Floats:
    """Add up the harmonics of a pitch that moves.

    Parameters
    ----------
    rng : Generator
        Gives each harmonic its phase.
    hz : NDArray[float64]
        The pitch at each sample.
    gain : Callable[[float, int], float]
        Of a harmonic, by its frequency and number.
    top_hz : float
        No harmonic above it.
    """
    turn = np.exp(2j * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ)
    wave, sound = np.ones(len(hz), dtype=np.complex128), np.zeros(len(hz))
    middle = float(np.median(hz)) if len(hz) else 1.0
    for number in range(1, max(2, min(60, int(top_hz / middle)))):
        wave *= turn  # powers of one rotation: a sine for each partial would cost ten times as much
        strength = gain(number * middle, number)
        if abs(strength) > 1e-5:
            sound += (strength * np.exp(1j * rng.uniform(0, 2 * np.pi)) * wave).imag
    return sound


def envelope(t: Floats, attack_s: float, release_s: float) -> Floats:
    """Rise from 0 to 1, fall back to 0 at the end."""
    return np.asarray(np.clip(t / attack_s, 0, 1) ** 1.5 * np.clip((t[-1] - t) / release_s, 0, 1))
