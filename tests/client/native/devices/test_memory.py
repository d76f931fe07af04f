from __future__ import annotations

from pathlib import Path

import pytest

from client.native.devices.memory import Memory


def test_what_was_found_is_remembered_by_name(tmp_path: Path) -> None:
    path = tmp_path / "klangbro" / "devices.json"
    Memory(path).keep("Scarlett", 128)
    Memory(path).keep("UMC", 256)
    assert Memory(path).block_frames("Scarlett") == 128
    assert Memory(path).block_frames("UMC") == 256
    assert Memory(path).block_frames("another") is None


@pytest.mark.parametrize("text", ["", "[]", '{"Scarlett": "many"}', '{"Scarlett": 7}', "\xff"])
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "devices.json"
    path.write_text(text, encoding="latin-1")
    assert Memory(path).block_frames("Scarlett") is None


def test_a_memory_that_cannot_be_kept_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "devices.json").keep("Scarlett", 64)
