from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.errors import DatabaseUnavailableError
from server.privacy.erasure_list import ErasureList, digest


def test_what_was_added_is_there_to_the_day_and_names_nobody(tmp_path: Path) -> None:
    listing = ErasureList(tmp_path / "erasures")
    assert (listing.exists(), listing.entries()) == (False, {})
    listing.add(digest("person", "p1"), 1_800_000_000.0)
    listing.add(digest("lesson", "p1"), 1_800_000_000.0)
    assert listing.entries() == dict.fromkeys((digest("person", "p1"), digest("lesson", "p1")), 1_799_971_200)
    assert "p1" not in listing.path.read_text()
    assert stat.S_IMODE(listing.path.stat().st_mode) == 0o600
    assert not listing.made_anew()


def test_a_line_that_a_power_cut_left_half_written_hides_no_other(tmp_path: Path) -> None:
    listing = ErasureList(tmp_path / "erasures")
    listing.add("a" * 64, 0.0)
    with listing.path.open("a") as file:
        file.write('{"who": "bbb\n[1]\n{"who": 1, "at": 2}\n')
    listing.add("c" * 64, 0.0)
    assert set(listing.entries()) == {"a" * 64, "c" * 64}


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "erasures").write_bytes(b"\xff\xfe")
    with pytest.raises(DatabaseUnavailableError, match="list of erasures"):
        ErasureList(tmp_path / "erasures").entries()
    with pytest.raises(DatabaseUnavailableError):
        ErasureList(tmp_path / "no" / "such" / "folder").add("a", 0.0)
