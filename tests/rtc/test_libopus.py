from __future__ import annotations

import ctypes.util
from pathlib import Path

import pytest

from rtc import libopus


def test_the_library_of_pyav_is_the_one_in_use() -> None:
    assert Path(libopus.load().path) == libopus.bundled_path()
    assert libopus.version().startswith("libopus 1.")


@pytest.mark.parametrize(
    ("platform", "file"),
    [
        ("linux", "av.libs/libopus-114e2b1a.so.0.11.1"),
        ("darwin", "av/.dylibs/libopus.0.dylib"),
        ("win32", "av.libs/libopus-0-1234.dll"),
    ],
)
def test_each_platform_has_its_own_place(platform: str, file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.touch()
    assert libopus.bundled_path(platform, tmp_path) == path


def test_a_pyav_without_libraries_has_none(tmp_path: Path) -> None:
    assert libopus.bundled_path("linux", tmp_path) is None


def test_looking_for_other_libraries_is_left_as_it_was() -> None:
    libopus.load()
    assert ctypes.util.find_library.__module__ == "ctypes.util"
    assert ctypes.util.find_library("no-such-library-at-all") is None
