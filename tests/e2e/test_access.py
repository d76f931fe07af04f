"""Every state of the pages for everyone: by rule, by name, in the dark, in a narrow window, by keyboard."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.harness.tree import SNAPSHOTS, WRITES, kept
from tests.e2e.harness.walk import WIDE, Walked, walk

# Five languages, each in the light, in the dark and in forced colours, when it is the long run.
pytestmark = pytest.mark.timeout(3000 if WIDE else 240)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    return asyncio.run(walk(tmp_path_factory.mktemp("walk")))


def said(found: dict[str, list[str]] | dict[str, str]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in found.items() if what)


def test_no_state_breaks_a_rule_of_axe(walked: Walked) -> None:
    assert said(walked.light) == ""


@pytest.mark.wide
def test_every_state_can_be_read_in_the_dark_and_in_forced_colours(walked: Walked) -> None:
    assert said(walked.dark) == ""
    assert said(walked.forced) == ""


def test_no_state_scrolls_sideways_in_a_window_of_320_pixels(walked: Walked) -> None:
    assert said(walked.sideways) == ""


def test_what_assistive_technology_is_told_of_each_state_stays_the_same(walked: Walked) -> None:
    if WRITES:
        for name, tree in walked.trees.items():
            (SNAPSHOTS / f"{name}.txt").write_text(tree)
    before = kept()
    assert walked.trees.keys() == before.keys()
    assert {name: tree for name, tree in walked.trees.items() if tree != before[name]} == {}
