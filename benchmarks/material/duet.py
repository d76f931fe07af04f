"""A duet of a bowed and a plucked part.

What matters is what breaks bad transports: vibrato and bow noise (no splice goes unheard), attacks (delay is
plain), rests (silence is not a gap).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.material.notes import Note, Samples, pitch_hz, render
from benchmarks.material.strings import bowed, plucked

_BEAT_S = 0.58
_PHRASE_BEATS = 12
_REST_BEATS = 2
_CHORDS = ((0, 2, 4), (3, 5, 7), (4, 6, 8), (0, 2, 4), (5, 7, 9), (1, 3, 5), (4, 6, 8), (0, 2, 4))


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
    violin = render(rng, _melody(rng, 2 * tonic_hz, seconds), seconds, bowed)
    cello = render(rng, _bass(rng, tonic_hz / 2, seconds), seconds, plucked)
    return Duet(violin, cello)


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
                start_s + half * length_s, length_s * 1.04, pitch_hz(tonic_hz, degree), rng.uniform(0.6, 1)
            )


def _bass(rng: np.random.Generator, tonic_hz: float, seconds: float) -> Iterator[Note]:
    for beat, start_s in _beats(seconds):
        chord = _CHORDS[beat // 2 % len(_CHORDS)]
        degree = chord[0] if beat % 2 == 0 else int(rng.choice(chord[1:]))
        yield Note(start_s, _BEAT_S * 1.6, pitch_hz(tonic_hz, degree), rng.uniform(0.7, 1))
        if rng.random() < 0.3:
            yield Note(start_s + _BEAT_S / 2, _BEAT_S, pitch_hz(tonic_hz, degree + 7), rng.uniform(0.4, 0.7))
