from __future__ import annotations

from pathlib import Path

import pytest

from client.native.devices.channels import ALL, Channels
from client.native.devices.memory import Memory


def test_what_was_found_is_remembered_by_name(tmp_path: Path) -> None:
    path = tmp_path / "klangbro" / "sound-devices.json"
    Memory(path).keep("Scarlett", 128)
    Memory(path).keep("UMC", 256)
    assert Memory(path).block_frames("Scarlett") == 128
    assert Memory(path).block_frames("UMC") == 256
    assert Memory(path).block_frames("another") is None


def test_channels_are_remembered_beside_the_block_and_each_side_by_itself(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "sound-devices.json")
    memory.keep("UMC", 64)
    memory.keep_channels("UMC", Channels(inputs=(3,)))
    memory.keep_channels("UMC", Channels(outputs=(5, 6)))
    assert memory.channels("UMC") == Channels((3,), (5, 6))
    assert memory.block_frames("UMC") == 64
    assert memory.channels("Scarlett") == ALL


def test_who_was_asked_is_not_asked_again_and_nobody_else_counts_as_asked(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "sound-devices.json")
    memory.keep_asked("UMC")
    memory.keep("Scarlett", 64)
    assert memory.asked("UMC")
    assert memory.asked("Scarlett")
    assert not memory.asked("HDA")
    assert memory.block_frames("UMC") is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"Scarlett": 64}', '{"Scarlett": {"block_frames": 7, "inputs": [0]}}',
     '{"Scarlett": {"block_frames": "many", "inputs": [1, 2, 3]}}', '{"Scarlett": {"inputs": "3"}}', "\xff"],
)  # fmt: skip
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sound-devices.json"
    path.write_text(text, encoding="latin-1")
    assert Memory(path).block_frames("Scarlett") is None
    assert Memory(path).channels("Scarlett") == ALL


def test_a_memory_that_cannot_be_kept_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "sound-devices.json").keep("Scarlett", 64)
