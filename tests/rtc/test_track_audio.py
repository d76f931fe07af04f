from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from rtc.track_audio import RATE_HZ, TrackAudioError, probe, render, stages

SECONDS = 6.0
HZ = 440.0
Floats = NDArray[np.float64]


def write(path: Path, codec: str = "pcm_s16le", seconds: float = SECONDS, rate_hz: int = RATE_HZ) -> Path:
    """A recording of a note that swells and fades twice a second."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    sound = (9000 * np.sin(2 * np.pi * HZ * at) * np.sin(2 * np.pi * at) ** 2).astype(np.int16)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate_hz, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate_hz, 0
        frames = av.AudioResampler(stream.format, "mono", rate_hz, stream.frame_size or None).resample(frame)
        for ready in frames:
            out.mux(stream.encode(ready))
        out.mux(stream.encode(None))
    return path


def read(path: Path) -> Floats:
    with av.open(str(path)) as file:
        to = av.AudioResampler("flt", "mono", RATE_HZ)
        blocks = [ready.to_ndarray()[0] for frame in file.decode(audio=0) for ready in to.resample(frame)]
    return np.concatenate(blocks).astype(np.float64)


def loudest_hz(sound: Floats) -> float:
    size = 1 << 20
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    return float(np.argmax(spectrum) * RATE_HZ / size)


def swells_hz(sound: Floats) -> float:
    power = sound**2 - np.mean(sound**2)
    spectrum = np.abs(np.fft.rfft(power * np.hanning(len(power)), 1 << 22))
    band = int(12 * (1 << 22) / RATE_HZ)
    return float(np.argmax(spectrum[:band]) * RATE_HZ / (1 << 22))


@pytest.mark.parametrize(("tempo_percent", "key"), [(100, 0), (50, 0), (150, 0), (80, 3), (50, 6), (150, -6)])
def test_tempo_changes_the_beat_alone_and_key_the_pitch_alone(
    tmp_path: Path, tempo_percent: int, key: int
) -> None:
    source, to = write(tmp_path / "a.wav"), tmp_path / "b.ogg"
    told: list[float] = []
    length_s = render(
        source, "wav", to, tempo_percent=tempo_percent, key=key, seconds=SECONDS, on_done=told.append
    )
    sound = read(to)
    assert length_s == pytest.approx(SECONDS * 100 / tempo_percent, abs=0.06)
    assert len(sound) / RATE_HZ == pytest.approx(length_s, abs=0.03)
    cents = 1200 * np.log2(loudest_hz(sound) / (HZ * 2 ** (key / 12)))
    assert abs(cents) < 3
    assert swells_hz(sound) == pytest.approx(2.0 * tempo_percent / 100, rel=0.02)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_the_same_variant_made_twice_is_the_same_sound(tmp_path: Path) -> None:
    source = write(tmp_path / "a.wav", seconds=2.0)
    for name in ("b.ogg", "c.ogg"):
        render(
            source, "wav", tmp_path / name, tempo_percent=75, key=2, seconds=2.0, on_done=lambda _done: None
        )
    assert np.array_equal(read(tmp_path / "b.ogg"), read(tmp_path / "c.ogg"))


@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [
        ("a.wav", "pcm_s16le", "wav"),
        ("a.flac", "flac", "flac"),
        ("a.mp3", "libmp3lame", "mp3"),
        ("a.ogg", "libopus", "ogg"),
        ("a.m4a", "aac", "mov"),
    ],
)
def test_what_people_have_recordings_in_is_read(
    tmp_path: Path, name: str, codec: str, container: str
) -> None:
    found = probe(write(tmp_path / name, codec, seconds=2.0), container)
    assert found.channels == 1
    assert found.seconds == pytest.approx(2.0, abs=0.06)


def test_a_file_that_is_no_recording_and_one_too_short_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "letter.wav").write_bytes(b"RIFF\0\0\0\0WAVE" + bytes(range(256)) * 8)
    for path, problem in (
        (tmp_path / "letter.wav", "kind"),
        (write(tmp_path / "s.wav", seconds=0.3), "short"),
    ):
        with pytest.raises(TrackAudioError) as caught:
            probe(path, "wav")
        assert caught.value.problem == problem


def test_a_file_is_read_as_what_it_says_it_is_and_nothing_else(tmp_path: Path) -> None:
    """Some formats of libav open further files; a playlist is not even looked at."""
    playlist = tmp_path / "list.mp3"
    playlist.write_text(f"#EXTM3U\n#EXTINF:2,\n{write(tmp_path / 'a.wav', seconds=2.0)}\n")
    with pytest.raises(TrackAudioError):
        probe(playlist, "mp3")


@pytest.mark.parametrize(("tempo_percent", "key"), [(49, 0), (151, 0), (100, 7), (100, -7)])
def test_a_tempo_or_key_out_of_range_is_named(tmp_path: Path, tempo_percent: int, key: int) -> None:
    with pytest.raises(ValueError, match=f"tempo {tempo_percent} %, key {key}"):
        render(
            tmp_path / "a.wav",
            "wav",
            tmp_path / "b.ogg",
            tempo_percent=tempo_percent,
            key=key,
            seconds=1.0,
            on_done=lambda _done: None,
        )


def test_no_stage_leaves_samples_out() -> None:
    for tempo in range(50, 151, 5):
        for key in range(-6, 7):
            factors = [
                float(value) for name, value in stages(tempo / 100, 2 ** (key / 12)) if name == "atempo"
            ]
            assert all(0.5 <= factor <= 2.0 for factor in factors)
            assert np.prod(factors) == pytest.approx(tempo / 100 / 2 ** (key / 12))
