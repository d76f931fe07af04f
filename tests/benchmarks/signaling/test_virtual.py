from __future__ import annotations

import asyncio

import pytest

from benchmarks.signaling.virtual import run


def test_an_hour_passes_at_once_and_in_order() -> None:
    async def main() -> list[str]:
        said: list[str] = []

        async def say(what: str, after_s: float) -> None:
            await asyncio.sleep(after_s)
            said.append(what)

        before_s = asyncio.get_running_loop().time()
        await asyncio.gather(say("last", 3600.0), say("first", 0.5), say("second", 60.0))
        assert 3600.0 <= asyncio.get_running_loop().time() - before_s < 3601.0
        return said

    assert run(main()) == ["first", "second", "last"]


def test_waiting_for_what_nobody_will_do_is_an_error() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="nobody"):
        run(main())


def test_a_timeout_is_kept_to() -> None:
    async def main() -> float:
        begin_s = asyncio.get_running_loop().time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.0):
                await asyncio.sleep(5.0)
        return asyncio.get_running_loop().time() - begin_s

    assert run(main()) == pytest.approx(2.0, abs=0.01)
