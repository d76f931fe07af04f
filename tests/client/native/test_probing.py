from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from client.native.devices.memory import Memory
from client.native.devices.probe import Trial
from client.native.options import SessionOptions
from client.native.probing import Found, offer, probe, words


def _asked(options: SessionOptions, memory: Memory) -> tuple[SessionOptions, list[str]]:
    questions: list[str] = []

    def ask(question: str) -> bool:
        questions.append(question)
        return True

    def try_out(_: SessionOptions) -> Found:
        return Found("Card", 32, ())

    return offer(options, ask=ask, try_out=try_out, memory=memory), questions


@pytest.mark.parametrize("device", ["null", "tone:440", "jack", "jack:unconnected"])
def test_a_device_that_has_no_block_to_find_is_not_asked_about(tmp_path: Path, device: str) -> None:
    options = SessionOptions("x", device=device, block_frames=None)
    assert _asked(options, Memory(tmp_path / "m.json")) == (options, [])


def test_whoever_has_said_the_block_is_not_asked(tmp_path: Path) -> None:
    options = SessionOptions("x", device="default", block_frames=128)
    assert _asked(options, Memory(tmp_path / "m.json")) == (options, [])


def test_probing_remembers_what_holds(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.json")
    found = probe("null", seconds=0.05, memory=memory)
    assert found.trials[0].block_frames == 1024
    assert memory.block_frames("null") == found.block_frames


def test_a_trial_is_a_line_for_a_person() -> None:
    held = Trial(64, 1.0, 0, 0.25)
    assert "holds, busy 25 %" in words(held)
    assert "does not hold (3 missed)" in words(dataclasses.replace(held, missed=3))
