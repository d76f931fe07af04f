from __future__ import annotations

import gc
from dataclasses import dataclass

from server.garbage import AT_LATEST_S, MANY_GONE, Rounds, seldom


@dataclass
class Rooms:
    links: int = 0
    gone: int = 0


def test_nothing_is_looked_through_while_everybody_stays() -> None:
    rounds = Rounds(now_s=0.0)
    assert not rounds.due(Rooms(), now_s=10.0)
    assert not rounds.due(Rooms(links=2000), now_s=20.0)
    assert not rounds.due(Rooms(links=1999, gone=1), now_s=30.0)


def test_the_whole_is_looked_through_once_when_the_last_one_has_gone() -> None:
    rounds = Rounds(now_s=0.0)
    assert rounds.due(Rooms(gone=2), now_s=10.0)
    assert not rounds.due(Rooms(gone=2), now_s=20.0)
    assert rounds.due(Rooms(gone=3), now_s=30.0)


def test_the_whole_is_looked_through_when_many_have_gone() -> None:
    rounds = Rounds(now_s=0.0)
    assert not rounds.due(Rooms(links=5, gone=MANY_GONE - 1), now_s=10.0)
    assert rounds.due(Rooms(links=5, gone=MANY_GONE), now_s=20.0)
    assert not rounds.due(Rooms(links=5, gone=MANY_GONE + 5), now_s=30.0)


def test_the_whole_is_looked_through_every_hour() -> None:
    rounds = Rounds(now_s=0.0)
    assert rounds.due(Rooms(links=9), now_s=AT_LATEST_S)
    assert not rounds.due(Rooms(links=9), now_s=AT_LATEST_S + 10)
    assert rounds.due(Rooms(links=9), now_s=2 * AT_LATEST_S)


class Ring:
    def __init__(self) -> None:
        self.itself = self


async def test_the_whole_is_left_alone_within_and_all_is_as_before_after_it() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    async with seldom(Rooms()):
        whole = gc.get_stats()[2]["collections"]
        kept = [[Ring()] for _ in range(200_000)]
        assert gc.get_stats()[2]["collections"] == whole
        assert gc.get_freeze_count() > frozen
        assert len(kept) == 200_000
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == frozen
