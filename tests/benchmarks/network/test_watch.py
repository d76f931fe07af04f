from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.device.posting import Outbox, outbox_file
from benchmarks.network.door import Target
from benchmarks.network.watch import Watcher, used_file

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
AWAY = Target("http://127.0.0.1:9", "secret")


def untold(_words: str) -> Callable[[float], None]:
    return lambda _share: None


def test_a_server_that_is_away_is_a_line_and_what_waits_for_it_goes_on_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    outbox = Outbox(outbox_file(AWAY), time.time)
    outbox.add({"name": "USB"})
    said = Watcher(AWAY, 10**9, untold).look(NIGHT)
    assert "does not answer" in said and "secret" not in said
    assert len(outbox) == 1
    assert not used_file(AWAY).exists()
