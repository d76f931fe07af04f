from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from client.native.errors import ClientError, DeviceError
from client.native.wav import SampleFormat, WavRecorder, WavWriter, read_wav


def _noise(frames: int, channels: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(1).uniform(-0.9, 0.9, (frames, channels)).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("sample_format", "tolerance"), [("float32", 0.0), ("int16", 1e-4)])
def test_what_was_written_is_read_back(
    tmp_path: Path, channels: int, sample_format: SampleFormat, tolerance: float
) -> None:
    sound = _noise(10_000, channels)
    writer = WavWriter(tmp_path / "x.wav", channels=channels, sample_format=sample_format)
    for start in range(0, len(sound), 777):
        writer.write(sound[start : start + 777])
    writer.close()
    np.testing.assert_allclose(read_wav(tmp_path / "x.wav"), sound, atol=tolerance)


def test_a_recording_cut_off_by_a_crash_is_a_whole_file_up_to_the_last_flush(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "x.wav", channels=1)
    writer.write(_noise(500, 1))
    writer.flush()
    assert len(read_wav(tmp_path / "x.wav")) == 500
    writer.close()


def test_a_file_at_another_rate_is_brought_to_48_khz(tmp_path: Path) -> None:
    time_s = np.arange(44_100) / 44_100
    wavfile.write(tmp_path / "x.wav", 44_100, (0.5 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32))
    sound = read_wav(tmp_path / "x.wav")[:, 0]
    assert len(sound) == 48_000
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    np.testing.assert_allclose(sound[500:-500], expected[500:-500], atol=2e-3)


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.uint8])
def test_whole_numbers_become_full_scale_one(tmp_path: Path, kind: type) -> None:
    top = np.iinfo(kind).max
    wavfile.write(tmp_path / "x.wav", 48_000, np.array([top, top], kind))
    assert read_wav(tmp_path / "x.wav")[0, 0] == pytest.approx(1.0, abs=0.01)


def test_a_file_that_is_no_wav_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3 not a wav file at all" * 10)
    with pytest.raises(DeviceError, match=r"song\.mp3.*Convert"):
        read_wav(path)


def test_a_recording_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="Choose another file"):
        WavWriter(tmp_path / "no" / "such" / "x.wav", channels=1)


def test_a_recorder_keeps_every_sample_in_its_place(tmp_path: Path) -> None:
    sound = _noise(48_000, 2)
    recorder = WavRecorder(tmp_path / "heard.wav", channels=2)
    for start in range(0, 24_000, 64):
        recorder.feed(sound[start : start + 64])
    recorder.silence(1000)
    for start in range(25_024, 48_000, 64):
        recorder.feed(sound[start : start + 64])
    recorder.close()
    heard = read_wav(tmp_path / "heard.wav")
    np.testing.assert_array_equal(heard[:24_000], sound[:24_000])
    assert not heard[24_000:25_000].any()
    np.testing.assert_array_equal(heard[25_000:25_064], sound[25_024:25_088])
    assert recorder.dropped_frames == 0


def test_what_does_not_fit_becomes_silence_of_the_same_length(tmp_path: Path) -> None:
    sound = _noise(4_800, 1)
    recorder = WavRecorder(tmp_path / "heard.wav", channels=1, buffer_s=0.02)
    recorder.feed(sound)
    recorder.close()
    heard = read_wav(tmp_path / "heard.wav")
    assert len(heard) == len(sound)
    kept = len(sound) - recorder.dropped_frames
    np.testing.assert_array_equal(heard[:kept], sound[:kept])
    assert not heard[kept:].any()
