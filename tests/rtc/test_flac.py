from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from rtc.flac import FlacEncoder, read_flac


def tone(frames: int, channels: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    wave = np.sin(np.arange(frames, dtype=np.float32) / 20)[:, None]
    return np.repeat(wave, channels, axis=1)


def length(path: Path) -> int | None:
    """Samples, as a player reads them from the header."""
    with av.open(str(path), format="flac") as file:
        return file.streams.audio[0].duration


@pytest.mark.parametrize(("frames", "channels"), [(1, 1), (4608, 2), (50_001, 2)])
def test_a_whole_file_says_how_long_it_is(tmp_path: Path, frames: int, channels: int) -> None:
    encoder = FlacEncoder(channels)
    sound = encoder.encode(tone(frames, channels)) + encoder.finish()
    (tmp_path / "one.flac").write_bytes(encoder.header + sound)
    assert length(tmp_path / "one.flac") == frames
    heard = np.concatenate(list(read_flac(tmp_path / "one.flac")))
    np.testing.assert_allclose(heard, tone(frames, channels), atol=2e-7)


def test_a_file_that_was_torn_off_says_nothing_of_its_length(tmp_path: Path) -> None:
    encoder = FlacEncoder(1)
    header = encoder.header
    sound = encoder.encode(tone(10_000, 1))
    (tmp_path / "torn.flac").write_bytes(header + sound)
    assert not length(tmp_path / "torn.flac")
    assert sum(map(len, read_flac(tmp_path / "torn.flac"))) == 2 * 4608


def test_the_header_is_as_long_before_and_after() -> None:
    encoder = FlacEncoder(2)
    before = encoder.header
    encoder.encode(tone(5000, 2))
    encoder.finish()
    assert len(before) == len(encoder.header)
    assert before != encoder.header
