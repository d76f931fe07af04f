"""Real PostgreSQL and Redis for tests: one of each for as long as a test module runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.signaling.parts import PostgresServer, RedisServer


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer(durable=False) as started:
        yield started


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as started:
        yield started
