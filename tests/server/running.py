"""A server and the event loop it lives on, for tests that are not async themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tests.server.world import World, server

Answer = TypeVar("Answer")


class Running:
    """Runs until `stop`."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self._runner = asyncio.Runner()
        self._context = server(folder, **changes)
        self.world: World = self._runner.run(self._context.__aenter__())

    def run(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        return self._runner.run(what)

    def stop(self) -> None:
        self._runner.run(self._context.__aexit__(None, None, None))
        self._runner.close()
