from __future__ import annotations

import numpy as np
import pytest

from benchmarks.protected import Stream, losses, missing_pct
from dsp.redundancy import NONE, Protection

SECONDS = 4.0
PACKETS = int(SECONDS * 400)


def test_a_path_loses_the_share_asked_for_in_runs_of_the_length_asked_for() -> None:
    came = losses(200_000, share=0.03, burst=3.0, seed=5)
    starts = int(np.count_nonzero(came[:-1] & ~came[1:]))
    lost = int(np.count_nonzero(~came))
    assert lost / len(came) == pytest.approx(0.03, rel=0.1)
    assert lost / starts == pytest.approx(3.0, rel=0.1)
    np.testing.assert_array_equal(came, losses(200_000, share=0.03, burst=3.0, seed=5))


def test_a_copy_is_there_when_the_packet_that_brings_it_is() -> None:
    came = np.array([1, 0, 1, 0, 0, 1, 1, 1], np.bool_)
    assert missing_pct(came, NONE, [0, 1, 2]) == [37.5, 37.5, 37.5]
    assert missing_pct(came, Protection(1), [0, 1, 2]) == [37.5, 12.5, 12.5]
    assert missing_pct(came, Protection(2), [0, 1, 2]) == [37.5, 12.5, 0.0]
    assert missing_pct(came, Protection(1, 2), [0, 1, 2]) == [37.5, 37.5, 12.5]


def test_a_stream_without_loss_is_played_whole() -> None:
    played = Stream(np.ones(PACKETS, np.bool_), 4.0, Protection(2), seed=1).play(skip_s=1.0)
    assert (played.concealed_pct, played.lost_pct, played.recovered_pct, played.faults) == (0, 0, 0, 0)


def test_what_a_fixed_copy_saves_is_what_the_counts_say() -> None:
    came = losses(PACKETS, share=0.05, burst=1.0 / 0.95, seed=2)
    bare, saved = (Stream(came, 4.0, one, seed=1).play(skip_s=1.0) for one in (NONE, Protection(1)))
    assert bare.concealed_pct == pytest.approx(bare.lost_pct, abs=0.5)
    assert saved.lost_pct == bare.lost_pct
    assert saved.concealed_pct < 0.2 * bare.concealed_pct
    assert saved.recovered_pct > 0.8 * saved.lost_pct


def test_the_policy_finds_a_protection_by_itself_and_the_same_seed_is_the_same_stream() -> None:
    came = losses(PACKETS, share=0.05, burst=1.0 / 0.95, seed=3)
    first, again = (Stream(came, 4.0, None, seed=1).play(skip_s=2.0) for _ in range(2))
    assert first == again
    assert first.chosen.depth >= 1
    assert 0.0 < first.settled_s < 3.0
