from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from signaling.asking import Asking
from signaling.messages import LessonInfo
from signaling.ports import NobodyPermitted
from signaling.state import RoomState
from signaling.takes import Take


class Town:
    """Knows who lacks permission, or has lost its database."""

    def __init__(self, lacking: Collection[str], *, broken: bool = False) -> None:
        self.without, self.broken = lacking, broken
        self.said: list[str] = []

    async def lacking(self, lesson: str, participants: Collection[str], /) -> Collection[str]:
        if self.broken:
            raise OSError
        return self.without

    def running(self, lesson: str, take: str, by: str, recorded: Sequence[str], /) -> None:
        self.said.append(f"{take} by {by}")

    def over(self, lesson: str, /) -> None:
        self.said.append("over")


def asking_state(ask: int) -> RoomState:
    state = RoomState(LessonInfo(id="lesson", teacher="Anna"), 0.0)
    state.tape.state, state.tape.ask, state.tape.asked = "asking", ask, ["pupil", "teacher"]
    state.tape.by = "Anna"
    return state


def nothing(lacking: Collection[str]) -> None:
    raise AssertionError(f"nobody asked whether {lacking} had permitted")


async def quiet() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_every_question_is_asked_once_and_its_number_comes_back() -> None:
    answers: list[tuple[int, Collection[str]]] = []
    asking = Asking("lesson", Town(["pupil"]), lambda ask, lacking: answers.append((ask, lacking)), nothing)
    for ask in (4, 4, 5):
        asking.look(asking_state(ask))
    await quiet()
    assert answers == [(4, ["pupil"]), (5, ["pupil"])]


async def test_without_an_answer_nobody_has_permitted() -> None:
    for warden in (Town([], broken=True), NobodyPermitted()):
        answers: dict[int, Collection[str]] = {}
        Asking("lesson", warden, answers.__setitem__, nothing).look(asking_state(4))
        await quiet()
        assert answers == {4: ("pupil", "teacher")}


async def test_what_begins_and_ends_is_told_once() -> None:
    town = Town([])
    asking = Asking("lesson", town, lambda ask, lacking: None, nothing)
    state = asking_state(4)
    asking.look(state)
    await quiet()
    state.tape.state = "running"
    state.tape.takes.append(Take("take4", 0.0, ["pupil", "teacher"]))
    asking.look(state)
    asking.look(state)
    state.tape.state = "off"
    asking.look(state)
    asking.look(state)
    assert town.said == ["take4 by Anna", "over"]


async def test_a_take_begun_on_another_nodes_word_is_looked_after_here_too() -> None:
    for town, found in ((Town([]), []), (Town(["pupil"]), [["pupil"]])):
        ended: list[Collection[str]] = []
        asking = Asking("lesson", town, lambda ask, lacking: None, ended.append)
        state = asking_state(4)
        state.tape.state = "running"
        state.tape.takes.append(Take("take4", 0.0, ["pupil", "teacher"]))
        asking.look(state)
        asking.look(state)
        await quiet()
        assert ended == found
        state.tape.state = "off"
        asking.look(state)
        assert town.said == ["over"]
