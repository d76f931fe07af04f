from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.errors import ScoreKindError, ScoreTooLargeError
from server.uploads import Accepted, write_upload

ACCEPTED = Accepted(
    10, 4, lambda head: "letters" if head.isalpha() else None, ScoreTooLargeError, ScoreKindError
)


async def parts(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def endless(chunk: bytes) -> AsyncIterator[bytes]:
    while True:
        yield chunk


async def test_what_comes_in_parts_is_written_whole_for_its_owner_alone(tmp_path: Path) -> None:
    to = tmp_path / "file"
    assert await write_upload(to, parts(b"ab", b"", b"cd", b"efghij"), ACCEPTED) == "letters"
    assert to.read_bytes() == b"abcdefghij"
    assert stat.S_IMODE(to.stat().st_mode) == 0o600


async def test_a_file_that_does_not_end_is_refused_at_its_limit(tmp_path: Path) -> None:
    with pytest.raises(ScoreTooLargeError):
        await write_upload(tmp_path / "file", endless(b"abc"), ACCEPTED)


async def test_a_wrong_kind_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    with pytest.raises(ScoreKindError):
        await write_upload(tmp_path / "file", endless(b"1"), ACCEPTED)
    with pytest.raises(ScoreKindError):
        await write_upload(tmp_path / "empty", parts(), ACCEPTED)


async def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        await write_upload(tmp_path / "file", parts(b"abcd"), ACCEPTED)
    assert (tmp_path / "file").read_bytes() == b"kept"
