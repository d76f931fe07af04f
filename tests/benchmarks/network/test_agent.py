from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.network.agent import LIGHT, THOROUGH, Used, due, load, save, seconds_of, spent, step
from benchmarks.network.measure import Amount
from benchmarks.network.record import NetworkFound
from tests.benchmarks.network.samples import network

GB = 10**9
NOON, NIGHT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC), datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


class Server:
    """A server with or without a lesson; remembers what it was told."""

    def __init__(self, *, free: bool = True) -> None:
        self.free = free
        self.told: list[dict[str, Any]] = []

    def may_measure(self) -> bool:
        return self.free

    def post(self, path: str, body: dict[str, Any]) -> None:
        assert path == "/api/readiness"
        self.told.append(body)


def test_by_day_it_is_light_and_thorough_once_a_night() -> None:
    assert due(NOON, Used(), 3 * GB) == LIGHT
    assert due(NIGHT, Used(), 3 * GB) == THOROUGH
    after = spent(Used(), THOROUGH, 40_000_000, NIGHT)
    assert due(NIGHT, after, 3 * GB) == LIGHT


def test_a_months_data_is_never_exceeded_and_begins_anew() -> None:
    full = Used("2026-11", 3 * GB - 1000, "")
    assert due(NOON, full, 3 * GB) is None
    assert due(datetime(2026, 12, 1, 12, tzinfo=UTC), full, 3 * GB) == LIGHT
    assert due(NIGHT, Used("2026-11", 3 * GB - THOROUGH.most_bytes, ""), 3 * GB) == LIGHT


def test_a_month_of_looks_every_half_hour_stays_within_three_gigabytes() -> None:
    used = Used()
    for day in range(1, 31):
        for half_hour in range(48):
            now = datetime(2026, 11, day, half_hour // 2, 30 * (half_hour % 2), tzinfo=UTC)
            amount = due(now, used, 3 * GB)
            assert amount is not None
            used = spent(used, amount, amount.most_bytes, now)
    assert used.bytes < 3 * GB


def test_never_during_a_lesson() -> None:
    server = Server(free=False)

    def measure(_amount: Amount) -> NetworkFound:
        raise AssertionError("it measured")

    used, words = step(server, NOON, Used(), GB, measure)
    assert used == Used() and "A lesson goes on" in words and server.told == []


def test_what_was_measured_is_reported_and_counted() -> None:
    server = Server()
    used, words = step(server, NOON, Used(), GB, lambda _amount: network())
    assert used.bytes == network().bytes and "reported" in words
    (told,) = server.told[0]["profiles"]
    assert told["profile"] == "balanced" and told["word"] == "together"
    assert step(server, NOON, Used(), GB, lambda _amount: network("no_udp"))[1].startswith("Nothing could")


def test_where_no_way_lets_sound_through_an_hour_without_sound_is_reported() -> None:
    server = Server()
    used, words = step(server, NOON, Used(), GB, lambda _amount: network("nothing"))
    assert server.told == [{"blocked": ["duet", "balanced"]}] and "That is reported" in words
    assert used.bytes == network().bytes
    # Through a relay by TCP sound may pass, and nobody measured how well.
    assert step(server, NOON, Used(), GB, lambda _amount: network("only_443"))[1].startswith("Nothing could")
    assert len(server.told) == 1


def test_what_was_used_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "new" / "place.json"
    assert load(file) == Used()
    save(Used("2026-11", 5, "2026-11-23"), file)
    assert load(file) == Used("2026-11", 5, "2026-11-23")


def test_how_often_is_read_or_refused() -> None:
    assert (seconds_of("30min"), seconds_of("2h"), seconds_of("600 s")) == (1800.0, 7200.0, 600.0)
    for text in ("10s", "soon", "-5min"):
        with pytest.raises(ValueError, match="--every"):
            seconds_of(text)
