import asyncio

import pytest
from structlog.testing import capture_logs

from server.again import again_and_again
from server.errors import ServerError


async def test_what_is_put_off_once_is_done_the_next_time() -> None:
    tries, done = [OSError("disk"), ServerError("not now", "later")], asyncio.Event()

    async def step() -> None:
        if tries:
            raise tries.pop()
        done.set()

    with capture_logs() as said:
        task = asyncio.create_task(again_and_again(step, "the sweeping", every_s=0.0))
        async with asyncio.timeout(10):
            await done.wait()
        task.cancel()
    assert [(line["what"], line["reason"]) for line in said] == [
        ("the sweeping", "ServerError"),
        ("the sweeping", "OSError"),
    ]


async def test_what_nobody_foresaw_ends_it() -> None:
    async def step() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await again_and_again(step, "sums", every_s=0.0)
