"""Music to measure with, rendered from a seed: a duet of a bowed and a plucked part.

Rendered by us, so that it can be given away and is the same on every machine. What matters is what breaks
bad transports: vibrato and bow noise (no splice goes unheard), attacks (delay is plain), rests (silence is
not a gap).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import wavfile

SAMPLE_RATE_HZ = 48_000
Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

_BEAT_S = 0.58
_PHRASE_BEATS = 12
_REST_BEATS = 2
_PEAK = 0.4
_BOW_BAND_HZ = (1_500, 9_000)
_CHORDS = ((0, 2, 4), (3, 5, 7), (4, 6, 8), (0, 2, 4), (5, 7, 9), (1, 3, 5), (4, 6, 8), (0, 2, 4))
_DORIAN = (0, 2, 3, 5, 7, 9, 10)


@dataclass(frozen=True)
class Note:
    """One note: start and length in seconds, pitch in Hz, loudness 0-1."""

    start_s: float
    length_s: float
    pitch_hz: float
    loudness: float


Voice = Callable[[np.random.Generator, Note], Floats]


@dataclass(frozen=True)
class Duet:
    """Two parts of one piece, ``(frames, 1)`` float32 each, +-1, 48 000 Hz."""

    violin: Samples
    cello: Samples


def duet(seed: int, seconds: float) -> Duet:
    """Render a duet of exactly ``seconds``; the same seed is the same music.

    Raises
    ------
    ValueError
        ``seconds`` is not positive.
    """
    if seconds <= 0:
        raise ValueError(f"a duet of {seconds} s")
    rng = np.random.default_rng(seed)
    tonic_hz = 146.83 * 2 ** (int(rng.integers(-3, 4)) / 12)
    violin = _render(rng, _melody(rng, 2 * tonic_hz, seconds), seconds, _bowed)
    cello = _render(rng, _bass(rng, tonic_hz / 2, seconds), seconds, _plucked)
    return Duet(violin, cello)


def _pitch_hz(tonic_hz: float, degree: int) -> float:
    octave, step = divmod(degree, len(_DORIAN))
    return float(tonic_hz * 2 ** (octave + _DORIAN[step] / 12))


def _beats(seconds: float) -> Iterator[tuple[int, float]]:
    """Index and start of every beat that sounds; the last two beats of a phrase are a rest for both."""
    for beat in range(int(seconds / _BEAT_S)):
        if beat % _PHRASE_BEATS < _PHRASE_BEATS - _REST_BEATS:
            yield beat, beat * _BEAT_S


def _melody(rng: np.random.Generator, tonic_hz: float, seconds: float) -> Iterator[Note]:
    degree = 4
    for beat, start_s in _beats(seconds):
        chord = _CHORDS[beat // 2 % len(_CHORDS)]
        halves = 2 if rng.random() < 0.35 else 1
        for half in range(halves):
            near = [
                tone + 7 * octave
                for tone in chord
                for octave in (-1, 0, 1)
                if abs(tone + 7 * octave - degree) <= 4
            ]
            step = degree + int(rng.choice((-1, 1)))
            degree = int(np.clip(rng.choice(near) if half == 0 and near else step, -2, 12))
            length_s = _BEAT_S / halves
            yield Note(
                start_s + half * length_s, length_s * 1.04, _pitch_hz(tonic_hz, degree), rng.uniform(0.6, 1)
            )


def _bass(rng: np.random.Generator, tonic_hz: float, seconds: float) -> Iterator[Note]:
    for beat, start_s in _beats(seconds):
        chord = _CHORDS[beat // 2 % len(_CHORDS)]
        degree = chord[0] if beat % 2 == 0 else int(rng.choice(chord[1:]))
        yield Note(start_s, _BEAT_S * 1.6, _pitch_hz(tonic_hz, degree), rng.uniform(0.7, 1))
        if rng.random() < 0.3:
            yield Note(start_s + _BEAT_S / 2, _BEAT_S, _pitch_hz(tonic_hz, degree + 7), rng.uniform(0.4, 0.7))


def _render(rng: np.random.Generator, notes: Iterator[Note], seconds: float, voice: Voice) -> Samples:
    frames = round(seconds * SAMPLE_RATE_HZ)
    part = np.zeros(frames)
    for note in notes:
        begin = round(note.start_s * SAMPLE_RATE_HZ)
        sound = voice(rng, note)[: frames - begin]
        part[begin : begin + len(sound)] += note.loudness * sound
    peak = float(np.abs(part).max())
    return (part * (_PEAK / peak if peak else 0.0)).astype(np.float32)[:, None]


def _bowed(rng: np.random.Generator, note: Note) -> Floats:
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
        sound += (_body(h * note.pitch_hz) / h * np.exp(1j * rng.uniform(0, 2 * np.pi)) * wave).imag
    noise = _band(rng.normal(0, 1, len(t)), *_BOW_BAND_HZ)
    attack = np.clip(t / 0.045, 0, 1) ** 1.5 * np.clip((t[-1] - t) / 0.04, 0, 1)
    return np.asarray(attack * (sound + 0.05 * noise * (1 + 3 * np.exp(-t / 0.03))))


def _body(hz: float) -> float:
    """Gain of a violin's body: air, wood and bridge resonances over a gentle slope."""
    peaks = ((280, 60, 1.0), (460, 90, 1.2), (900, 250, 0.6), (2_600, 700, 0.9))
    return 0.4 + sum(gain / (1 + ((hz - centre) / width) ** 2) for centre, width, gain in peaks)


def _plucked(rng: np.random.Generator, note: Note) -> Floats:
    """A plucked string: partials a little sharp, the high ones gone first, and the finger's noise."""
    t = np.arange(int(note.length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    sound, where = np.zeros(len(t)), rng.uniform(0.12, 0.2)
    for h in range(1, min(30, int(6_000 / note.pitch_hz))):
        hz = h * note.pitch_hz * np.sqrt(1 + 6e-5 * h * h)
        gain = np.sin(np.pi * h * where) / h
        sound += gain * _ringing(hz, 1.6 + 0.35 * h, rng.uniform(0, 2 * np.pi), len(t))
    thump = rng.normal(0, 1, len(t)) * np.exp(-t / 0.006)
    edges = np.clip(t / 0.002, 0, 1) * np.clip((t[-1] - t) / 0.03, 0, 1)
    return np.asarray(edges * (sound + 0.08 * thump))


def _ringing(hz: float, decay_per_s: float, phase: float, frames: int) -> Floats:
    """``exp(-d t) sin(w t + phase)``, as the powers of one pole."""
    ring = np.full(frames, np.exp((2j * np.pi * hz - decay_per_s) / SAMPLE_RATE_HZ))
    ring[:1] = np.exp(1j * phase)
    return np.asarray(np.multiply.accumulate(ring).imag)


def _band(noise: Floats, low_hz: float, high_hz: float) -> Floats:
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(len(noise), 1 / SAMPLE_RATE_HZ)
    spectrum[(hz < low_hz) | (hz > high_hz)] = 0
    return np.fft.irfft(spectrum, len(noise))


def write_wav(path: Path, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Write ``(frames, channels)`` as 16-bit PCM, clipped at full scale, which everything can play."""
    wavfile.write(path, rate_hz, np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16))


def read_wav(path: Path) -> tuple[Samples, int]:
    """``(frames, channels)`` float32 +-1, and the rate in Hz.

    Raises
    ------
    ValueError
        The file is not PCM of 16 or 32 bits, nor float.
    """
    rate_hz, data = wavfile.read(path)
    table = data[:, None] if data.ndim == 1 else data
    if table.dtype.kind == "f":
        return table.astype(np.float32), int(rate_hz)
    if table.dtype.kind != "i":
        raise ValueError(f"{path}: samples of type {table.dtype}")
    return (table / float(-np.iinfo(table.dtype).min)).astype(np.float32), int(rate_hz)
