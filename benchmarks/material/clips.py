"""The clips: short pieces for one instrument or several, each of another kind of sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.material.notes import MAJOR, PEAK, Floats, Note, Samples, Voice, pitch_hz, render
from benchmarks.material.strings import Bow, drawn, picked
from benchmarks.material.struck import frame_drum, marimba, piano
from benchmarks.material.winds import BASSOON, CLARINET, FLUTE, OBOE, RECORDER, TRUMPET, blown, reeds, sung

CLIP_SECONDS = 4.0
_FLOOR = 1e-4  # -80 dBFS, a microphone's own noise: without it a band without sound foretells every sample


@dataclass(frozen=True)
class Part:
    """What one voice plays: a melody of chance around a tonic.

    Attributes
    ----------
    voice : Callable[[Generator, Note], NDArray[float64]]
        Its instrument.
    tonic_hz : float
        Degree 0.
    beat_s : float
        From note to note.
    held : float
        How long a note sounds, in beats.
    rests : float
        Share of beats that are silent.
    chord : tuple[int, ...]
        Degrees that sound together, above the melody's.
    jumps : int
        Degrees from note to note, at most.
    """

    voice: Voice
    tonic_hz: float
    beat_s: float = 0.5
    held: float = 1.04
    rests: float = 0.0
    chord: tuple[int, ...] = (0,)
    jumps: int = 3

    def notes(self, rng: np.random.Generator, seconds: float) -> Iterator[Note]:
        """Give the notes of so many seconds."""
        degree = int(rng.integers(0, 5))
        for beat in range(int(np.ceil(seconds / self.beat_s))):
            degree = int(np.clip(degree + rng.integers(-self.jumps, self.jumps + 1), -4, 11))
            loudness = float(rng.uniform(0.6, 1.0))
            if rng.random() < self.rests:
                continue
            for above in self.chord:
                hz = pitch_hz(self.tonic_hz, degree + above, MAJOR)
                yield Note(beat * self.beat_s, self.beat_s * self.held, hz, loudness)


@dataclass(frozen=True)
class Clip:
    """A piece to measure with.

    Attributes
    ----------
    name : str
        Of the clip.
    kind : str
        ``bowed``, ``plucked``, ``blown``, ``struck``, ``voice``, ``many`` or ``phrases``.
    parts : tuple[Part, ...]
        What sounds together.
    """

    name: str
    kind: str
    parts: tuple[Part, ...]

    def play(self, seed: int, seconds: float = CLIP_SECONDS) -> Samples:
        """Render ``(frames, 1)`` of exactly ``seconds`` at 48 000 Hz, peak 0.4 over -80 dBFS of noise."""
        rng = np.random.default_rng((seed, *self.name.encode()))
        mixed: Floats = np.zeros((round(seconds * 48_000), 1))
        for part in self.parts:
            mixed = mixed + render(rng, part.notes(rng, seconds), seconds, part.voice)
        peak = float(np.abs(mixed).max())
        floor = _FLOOR * rng.normal(0.0, 1.0, mixed.shape)
        return np.asarray(mixed * (PEAK / peak if peak else 0.0) + floor, np.float32)


def _alone(name: str, kind: str, voice: Voice, tonic_hz: float, **how: object) -> Clip:
    make: Callable[..., Part] = Part
    return Clip(name, kind, (make(voice, tonic_hz, **how),))


_VIOLIN = Bow()
_CELLO = Bow(vibrato=0.004, noise=0.04, body=2.6)
_GUITAR = picked(0.18, 1.2, 1.2)

CLIPS: tuple[Clip, ...] = (
    _alone("violin", "bowed", drawn(_VIOLIN), 392.0),
    _alone("violin, low", "bowed", drawn(_VIOLIN), 220.0, beat_s=0.8),
    _alone("violin, quick", "bowed", drawn(Bow(0.002, 0.07)), 440.0, beat_s=0.14, jumps=2),
    _alone("violin, double stops", "bowed", drawn(_VIOLIN), 261.6, beat_s=0.7, chord=(0, 5)),
    _alone("viola, open", "bowed", drawn(Bow(0.0, 0.06, 1.3)), 196.0, beat_s=0.9),
    _alone("cello", "bowed", drawn(_CELLO), 98.0, beat_s=0.7),
    _alone("double bass, bowed", "bowed", drawn(Bow(0.002, 0.05, 4.0)), 49.0, beat_s=0.8),
    _alone("guitar", "plucked", _GUITAR, 147.0, beat_s=0.3, held=3.0),
    _alone("harp", "plucked", picked(0.4, 1.5, 0.8), 196.0, beat_s=0.2, held=5.0, jumps=5),
    _alone("pizzicato", "plucked", picked(0.13, 1.4, 5.0), 110.0, beat_s=0.45),
    _alone("flute", "blown", blown(FLUTE), 523.3),
    _alone("clarinet", "blown", blown(CLARINET), 233.1),
    _alone("oboe", "blown", blown(OBOE), 440.0, beat_s=0.6),
    _alone("bassoon", "blown", blown(BASSOON), 98.0, beat_s=0.4),
    _alone("trumpet", "blown", blown(TRUMPET), 349.2, beat_s=0.4),
    _alone("piano", "struck", piano, 261.6, beat_s=0.35, held=1.5),
    _alone("piano, chords", "struck", piano, 174.6, beat_s=0.9, held=1.3, chord=(-7, 0, 2, 4)),
    _alone("marimba", "struck", marimba, 261.6, beat_s=0.25, held=1.6),
    _alone("frame drum", "struck", frame_drum, 120.0, beat_s=0.33, jumps=1),
    _alone("singer", "voice", sung(), 330.0, beat_s=0.6),
    _alone("child's voice", "voice", sung(1.2), 392.0, beat_s=0.4, rests=0.15),
    _alone("accordion", "many", reeds, 196.0, beat_s=0.8, chord=(0, 2, 4)),
    Clip(
        "string quartet",
        "many",
        (
            Part(drawn(_VIOLIN), 440.0, 0.5),
            Part(drawn(_VIOLIN), 330.0, 0.5),
            Part(drawn(Bow(0.005, 0.05, 1.3)), 220.0, 1.0),
            Part(drawn(_CELLO), 98.0, 1.0),
        ),
    ),
    Clip("flute and guitar", "many", (Part(blown(FLUTE), 587.0, 0.5), Part(_GUITAR, 147.0, 0.25, 3.0))),
    _alone("recorder, phrases", "phrases", blown(RECORDER), 587.0, beat_s=0.25, held=0.6, rests=0.3),
    _alone("cello, phrases", "phrases", drawn(_CELLO), 131.0, beat_s=0.4, held=0.8, rests=0.35),
)
