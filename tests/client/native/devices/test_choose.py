from __future__ import annotations

from pathlib import Path

import pytest

from client.native.devices.choose import open_device
from client.native.devices.virtual import VirtualDevice
from client.native.errors import DeviceError
from client.native.wav import WavWriter
from tests.client.native.worlds import music


def test_a_file_is_a_whole_device_of_its_own(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "cello.wav", channels=2)
    writer.write(music(0.1).repeat(2, axis=1))
    writer.close()
    device = open_device(f"file:{tmp_path / 'cello.wav'},drift=30ppm", block_frames=128)
    assert isinstance(device, VirtualDevice)
    assert (device.input_channels, device.output_channels, device.block_frames) == (2, 2, 128)


def test_a_virtual_microphone_may_have_a_virtual_output() -> None:
    assert isinstance(open_device("tone:440", "null"), VirtualDevice)


@pytest.mark.parametrize(("device", "output"), [("jack", "null"), ("default", "jack")])
def test_two_clocks_at_once_are_refused_before_anything_is_opened(device: str, output: str) -> None:
    with pytest.raises(DeviceError, match="two clocks"):
        open_device(device, output)


def test_a_file_is_no_output() -> None:
    with pytest.raises(DeviceError, match="--record"):
        open_device("null", "file:x.wav")


@pytest.mark.parametrize("block_frames", [0, 8, 5000])
def test_a_block_size_out_of_range_is_named(block_frames: int) -> None:
    with pytest.raises(ValueError, match=str(block_frames)):
        open_device("null", block_frames=block_frames)
