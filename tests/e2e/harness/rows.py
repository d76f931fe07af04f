"""Where the states are kept that one visit passes, and how a row is added.

A new state is one row: a function that brings a page there, under ``@state``. It may lean on the row
before it; what it leaves behind, the next row finds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from tests.e2e.harness import people
from tests.e2e.harness.visit import Visit

Reach = Callable[[Visit], Awaitable[Page]]


class Rows(dict[str, Reach]):
    """States in their order; a row's name is its function's, with hyphens."""

    def state(self, reach: Reach) -> Reach:
        """Add a row."""
        self[reach.__name__.replace("_", "-")] = reach
        return reach


async def open_page(visit: Visit, address: str, page: str) -> Page:
    """In the stranger's tab, as if it had just been opened."""
    await visit.solo.goto("about:blank")
    await visit.solo.goto(address if address.startswith("http") else visit.server.origin + address)
    await people.on_page(visit.solo, page)
    return visit.solo
