"""A thousand lessons with everything that can go wrong; and that the judge would notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import klangbro
from benchmarks.signaling import simulation, world
from benchmarks.signaling.judge import BrokenPromiseError
from benchmarks.signaling.simulate import play
from benchmarks.signaling.simulation import simulate
from signaling.asking import Asking
from signaling.messages import Hello
from signaling.ports import StaleRoom, StoredRoom
from signaling.room import Room
from signaling.state import Action
from signaling.tokens import Claims

SEEDS = 1000
DIGEST = "from benchmarks.signaling.simulation import simulate; print(*(simulate(s).trace for s in range(4)))"


@pytest.mark.timeout(600)
def test_no_promise_is_broken_whatever_fails() -> None:
    played = [play(seed) for seed in range(SEEDS)]  # in one process: beside it run other tests
    assert [(one.seed, one.broken) for one in played if one.broken] == []
    assert {one.lines for one in played} == {3 * simulation.LINES}
    assert [one.seed for one in played] == list(range(SEEDS))


def test_a_seed_replays_identically_in_this_process_and_in_another() -> None:
    here = [simulate(seed).trace for seed in range(4)]
    assert len(set(here)) == 4
    root = Path(klangbro.__file__).parent
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        said = subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.split() == here


def found(seeds: int = 40) -> str:
    """The first promise that is seen broken."""
    for seed in range(seeds):
        try:
            simulate(seed)
        except BrokenPromiseError as error:
            return str(error)
    return ""


def test_a_store_that_lets_the_second_win_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def save(self: world.Database, stored: StoredRoom) -> None:
        before = self._room
        revision = (before.revision if before else 0) + 1
        self._room = StoredRoom(stored.state, revision)
        self._on_commit(self._room)

    monkeypatch.setattr(world.Database, "save", save)
    assert found()


def test_a_store_that_acknowledges_what_it_has_not_kept_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def save(self: world.Database, stored: StoredRoom) -> None:
        if stored.revision != (self._room.revision if self._room else 0) + 1:
            raise StaleRoom
        if not self._lot.happens(0.05):
            self._room = stored
            self._on_commit(stored)

    monkeypatch.setattr(world.Database, "save", save)
    assert found()


def test_a_door_that_lets_everybody_in_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_at_once(
        self: Room, link: str, claims: Claims, asked: Hello, *, now_s: float, expired: bool = False
    ) -> list[Action]:
        actions = hello(self, link, claims, asked, now_s=now_s, expired=expired)
        for endpoint in self.state.endpoints.values():
            endpoint.admitted = True
        return actions

    hello = Room.hello
    monkeypatch.setattr(Room, "hello", in_at_once)
    assert found() == "nobody is in the lesson unadmitted"


def test_a_node_that_trusts_in_another_for_permissions_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def trust(self: Asking, people: tuple[str, ...]) -> None:
        return

    monkeypatch.setattr(Asking, "_look_after", trust)
    assert found() == "a take ends with a permission"
