from __future__ import annotations

import io

import pytest

from client.native.keys import read_keys


async def test_without_a_terminal_nothing_is_read_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("m"))
    keys: list[str] = []
    with read_keys(keys.append) as there:
        assert not there
    assert not keys
