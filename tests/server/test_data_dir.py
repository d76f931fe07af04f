from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.data_dir import make_data_dir, write_private
from server.errors import DatabaseUnavailableError


def test_the_data_directory_is_its_owners_alone(tmp_path: Path) -> None:
    make_data_dir(tmp_path / "some" / "data")
    assert stat.S_IMODE((tmp_path / "some" / "data").stat().st_mode) == 0o700


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "key.part").write_text("left from a crash")
    write_private(tmp_path / "key", b"one")
    write_private(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailableError, match="cannot be written"):
        make_data_dir(tmp_path / "file" / "data")
