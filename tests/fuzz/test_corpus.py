from __future__ import annotations

import pytest

from benchmarks.soak import PARSERS
from tests.fuzz.target import CORPUS, Target
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_seed_and_all_that_ever_broke_a_parser_is_taken(target: Target) -> None:
    texts = [*target.seeds(), *(path.read_bytes() for path in target.kept())]
    assert texts
    for text in texts:
        target.judge(text)


def test_every_kept_input_belongs_to_a_parser() -> None:
    kept = {path for path in CORPUS.iterdir() if path.name != ".gitkeep"}
    assert kept == {path for target in TARGETS for path in target.kept()}


def test_every_parser_is_fuzzed_for_long_by_make_soak() -> None:
    assert set(PARSERS) == {target.name for target in TARGETS}
