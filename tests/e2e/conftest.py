"""Real parts: browsers, a server as its own process, network namespaces."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.e2e.harness.server import Server, serving

#: Set by `make soak`, which has the time.
WIDE = os.environ.get("KLANGBRO_WIDE") == "yes"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything beside this file is an end-to-end test, with time for a slow machine."""
    later = pytest.mark.skip(reason="make soak runs it, or KLANGBRO_WIDE=yes: make test has twenty minutes")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(240))
            if not WIDE and item.get_closest_marker("wide"):
                item.add_marker(later)


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as started:
        yield started


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path / "data") as started:
        yield started
