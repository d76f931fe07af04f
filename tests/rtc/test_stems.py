from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rtc.flac import FlacEncoder, read_flac
from rtc.stems import CLIP_AFTER_S, CLIP_BEFORE_S, Clip, Piece, Source, StemError, make

RATE_HZ = 48_000
BEGIN_S = 1_795_000_000.0
SECONDS = 8.0


def write(path: Path, sound: NDArray[np.float32]) -> Path:
    encoder = FlacEncoder(sound.shape[1])
    path.write_bytes(encoder.header + encoder.encode(sound) + encoder.finish())
    return path


def read(path: Path) -> NDArray[np.float32]:
    return np.concatenate(list(read_flac(path)))


def end(folder: Path, name: str, *, ppm: float, later_s: float) -> Source:
    """A microphone that hears a short pulse at every whole second of lesson time."""
    rate_hz = RATE_HZ * (1 + ppm * 1e-6)
    frames = int((SECONDS - later_s) * rate_hz)
    at_s = later_s + np.arange(frames) / rate_hz
    away_s = at_s - np.round(at_s)
    sound = (0.5 * np.exp(-((away_s / 1e-4) ** 2)))[:, None].astype(np.float32)
    samples = np.arange(0, frames, RATE_HZ // 4)
    points = [[int(n), BEGIN_S + later_s + float(n) / rate_hz] for n in samples]
    return Source([Piece(write(folder / f"{name}.flac", sound), points)], folder / f"{name}.stem.flac")


def pulses(sound: NDArray[np.float32], seconds: range) -> list[float]:
    """Where the pulse about each second lies, in samples: its centre of gravity."""
    found = []
    for second in seconds:
        around = sound[second * RATE_HZ - 100 : second * RATE_HZ + 100, 0].astype(np.float64)
        found.append(float(around @ np.arange(-100, 100) / around.sum()))
    return found


def test_stems_of_unlike_clocks_lie_on_each_other_to_the_sample(tmp_path: Path) -> None:
    sources = [end(tmp_path, "one", ppm=100.0, later_s=0.0), end(tmp_path, "two", ppm=-100.0, later_s=0.7)]
    made = make(sources, tmp_path / "mix.flac")
    assert made.begin_s == pytest.approx(BEGIN_S, abs=1e-4)
    one, two = (read(source.to) for source in sources)
    assert len(one) == len(two) == len(read(tmp_path / "mix.flac"))
    for first, second in zip(pulses(one, range(1, 8)), pulses(two, range(1, 8)), strict=True):
        assert abs(first - second) <= 0.1
        assert abs(first) <= 0.1
    assert not two[: int(0.69 * RATE_HZ)].any()


def test_the_mix_has_everybody_and_each_a_little_to_one_side(tmp_path: Path) -> None:
    sources = [end(tmp_path, "one", ppm=0.0, later_s=0.0), end(tmp_path, "two", ppm=0.0, later_s=1.5)]
    make(sources, tmp_path / "mix.flac")
    mix = read(tmp_path / "mix.flac")
    assert mix.shape[1] == 2
    assert mix[RATE_HZ, 0] > mix[RATE_HZ, 1] > 0.1, "the first alone, more to the left"


def test_a_clip_holds_what_was_heard_about_its_mark(tmp_path: Path) -> None:
    source = end(tmp_path, "one", ppm=50.0, later_s=0.0)
    clip = Clip(BEGIN_S + 2.0, tmp_path / "1.flac")
    make([source], tmp_path / "mix.flac", [clip])
    got = read(tmp_path / "1.flac")
    assert len(got) == round((2.0 + CLIP_AFTER_S) * RATE_HZ), "it began but two seconds before the mark"
    assert CLIP_BEFORE_S > 2.0
    assert np.array_equal(got, read(tmp_path / "mix.flac")[: len(got)])


def test_what_is_no_recording_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    bad = tmp_path / "bad.flac"
    bad.write_bytes(b"not a sound")
    for points in ([[0, BEGIN_S]], []):
        with pytest.raises(StemError):
            make([Source([Piece(bad, points)], tmp_path / "stem.flac")], tmp_path / "mix.flac")
    assert not list(tmp_path.glob("*mix*"))
    with pytest.raises(StemError, match="stamps"):
        sound = end(tmp_path, "one", ppm=0, later_s=0).pieces[0].sound
        make([Source([Piece(sound, [])], tmp_path / "s.flac")], tmp_path / "m")


def wav(path: Path, sound: NDArray[np.float32]) -> Path:
    """As a page sends it: 24 bits."""
    words = np.round(sound * 2**23).astype("<i4").reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, :3]
    with wave.open(str(path), "wb") as file:
        file.setparams((sound.shape[1], 3, RATE_HZ, 0, "NONE", ""))
        file.writeframes(words.tobytes())
    return path


def test_the_pieces_of_one_person_make_one_stem_and_what_began_later_counts(tmp_path: Path) -> None:
    """A page's marked moments, and a companion that takes over while the page still writes."""
    levels = ((0.0, 2.0, 0.1), (3.0, 2.0, 0.2), (4.5, 1.0, 0.4))
    pieces = []
    for number, (later_s, seconds, level) in enumerate(levels):
        sound = np.full((int(seconds * RATE_HZ), 1), level, np.float32)
        frames = [0, len(sound)]
        points = [[n, BEGIN_S + later_s + n / RATE_HZ] for n in frames]
        pieces.append(Piece(wav(tmp_path / f"{number}.wav", sound), points))
    make([Source(pieces, tmp_path / "stem.flac")], tmp_path / "mix.flac")
    stem = read(tmp_path / "stem.flac")[:, 0]
    assert len(stem) == pytest.approx(5.5 * RATE_HZ, abs=2)
    heard = [float(stem[int(at_s * RATE_HZ)]) for at_s in (1.0, 2.5, 4.0, 4.9, 5.4)]
    assert heard == pytest.approx([0.1, 0.0, 0.2, 0.4, 0.4], abs=1e-4)
