from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from rtc.aiortc_private.versions import KNOWN_VERSIONS, check_versions, unknown_versions
from rtc.errors import LibraryMissingError


def test_what_is_installed_here_is_known() -> None:
    assert unknown_versions() == []
    check_versions()


def test_the_libraries_whose_insides_are_used_are_checked() -> None:
    assert set(KNOWN_VERSIONS) == {"aiortc", "aioice", "pylibsrtp"}


def test_a_version_never_read_is_named_with_the_remedy() -> None:
    with pytest.raises(LibraryMissingError, match=r"aiortc 9\.0.*pip install.*aiortc==1\.16\.0"):
        check_versions(lambda name: "9.0" if name == "aiortc" else max(KNOWN_VERSIONS[name]))


def test_a_library_that_is_not_there_is_named() -> None:
    def installed(name: str) -> str:
        raise PackageNotFoundError(name)

    assert unknown_versions(installed)[0].startswith("aiortc missing")
