from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from server.db.together import MOST, Together


class Shelf:
    """Answers when it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Sequence[str]] = []
        self.busy, self.open = asyncio.Event(), asyncio.Event()
        self.fails = False

    async def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(keys)
        self.busy.set()
        await self.open.wait()
        if self.fails:
            raise OSError("away")
        return {key: f"of {key}" for key in keys if key != "nothing"}


async def test_what_is_asked_for_while_a_query_runs_goes_into_the_next_one_together() -> None:
    shelf = Shelf()
    together = Together(shelf.find)
    first = asyncio.create_task(together.get("a"))
    await shelf.busy.wait()
    later = [asyncio.create_task(together.get(key)) for key in ("b", "nothing", "b", "a")]
    await asyncio.sleep(0)
    shelf.open.set()
    assert await asyncio.gather(first, *later) == ["of a", "of b", None, "of b", "of a"]
    assert shelf.asked == [["a"], ["a", "b", "nothing"]], "what was read before it was asked for is not given"


async def test_no_query_is_larger_than_a_database_takes() -> None:
    shelf = Shelf()
    shelf.open.set()
    together = Together(shelf.find)
    keys = [str(number) for number in range(2 * MOST + 3)]
    assert await asyncio.gather(*map(together.get, keys)) == [f"of {key}" for key in keys]
    assert [len(asked) for asked in shelf.asked] == [MOST, MOST, 3]


async def test_a_failure_is_told_to_all_who_asked_and_the_next_may_succeed() -> None:
    shelf = Shelf()
    shelf.open.set()
    shelf.fails = True
    together = Together(shelf.find)
    told = await asyncio.gather(together.get("a"), together.get("b"), return_exceptions=True)
    assert all(isinstance(one, OSError) for one in told)
    shelf.fails = False
    assert await together.get("a") == "of a"


async def test_one_who_goes_away_takes_nobodys_answer_along() -> None:
    shelf = Shelf()
    together = Together(shelf.find)
    gone, stays = asyncio.create_task(together.get("a")), asyncio.create_task(together.get("a"))
    await shelf.busy.wait()
    gone.cancel()
    shelf.open.set()
    assert await stays == "of a"
    with pytest.raises(asyncio.CancelledError):
        await gone
