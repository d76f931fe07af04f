"""What the server does again and again beside its requests; one time that fails is not the last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.errors import ServerError

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.server")


async def again_and_again(
    step: Callable[[], Awaitable[object]], what: str, *, every_s: float, first_s: float = 0.0
) -> None:
    """Do it after `first_s`, then every `every_s`, until cancelled; `what` names it where it is put off."""
    await asyncio.sleep(first_s)
    while True:
        try:
            await step()
        except (SQLAlchemyError, OSError, ServerError) as error:
            log.warning("put off", what=what, reason=type(error).__name__)
        await asyncio.sleep(every_s)
