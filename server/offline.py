"""What the commands of ``klangbro admin`` share: the data directory, the server running or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from server.state import Services

Result = TypeVar("Result")
DataDir = Annotated[Path | None, typer.Option(help="Where the database, keys and certificate are kept.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def with_services(data_dir: Path | None, use: Callable[[Services], Awaitable[Result]]) -> Result:
    """Open what the server would stand on, use it, close it."""
    from server.logs import configure  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    configure(json=load_settings().log_json, level="warning")

    async def work() -> Result:
        async with on_services(data_dir) as services:
            return await use(services)

    return asyncio.run(work())


@asynccontextmanager
async def on_services(data_dir: Path | None) -> AsyncIterator[Services]:
    """What the server stands on, or would stand on, beside it."""
    from server.settings import load_settings  # noqa: PLC0415
    from server.site import prepare_site, recall  # noqa: PLC0415
    from server.state import open_services  # noqa: PLC0415

    given: dict[str, Any] = {"data_dir": data_dir}
    settings = load_settings(**given)
    # Invites point to where the server last ran; before its first start, to where it would run.
    site = recall(settings.data_dir) or prepare_site(settings)[0]
    async with open_services(settings, site) as services:
        yield services
