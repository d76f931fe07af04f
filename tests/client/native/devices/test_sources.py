from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from client.native.devices.sources import FileSource, Tone, open_source
from client.native.devices.spec import DeviceKind, DeviceSpec, parse_spec
from client.native.errors import DeviceError


def test_a_tone_has_its_frequency_and_does_not_click_between_blocks() -> None:
    source = Tone(1000.0)
    blocks = []
    for _ in range(100):
        block = np.zeros((64, 1), np.float32)
        source.read_into(block)
        blocks.append(block)
    sound = np.concatenate(blocks)[:4800, 0]
    expected = 0.25 * np.sin(2 * np.pi * 1000 * np.arange(4800) / 48_000)
    np.testing.assert_allclose(sound, expected, atol=1e-6)


def test_skipped_frames_are_not_heard_later() -> None:
    samples = np.arange(1000, dtype=np.float32)[:, None]
    source = FileSource(samples)
    source.skip(300)
    block = np.zeros((64, 1), np.float32)
    source.read_into(block)
    np.testing.assert_array_equal(block, samples[300:364])


def test_an_empty_file_is_no_source() -> None:
    with pytest.raises(ValueError, match="frames > 0"):
        FileSource(np.zeros((0, 1), np.float32))


def test_a_missing_file_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"cello\.wav.*Check the path"):
        open_source(parse_spec(f"file:{tmp_path / 'cello.wav'}"))


def test_null_is_silent() -> None:
    block = np.ones((64, 1), np.float32)
    open_source(DeviceSpec(DeviceKind.NULL)).read_into(block)
    assert not block.any()


def test_a_card_is_no_source() -> None:
    with pytest.raises(ValueError, match="default"):
        open_source(DeviceSpec(DeviceKind.DEFAULT))
