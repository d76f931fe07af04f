from __future__ import annotations

import pytest

from client.native.devices.probe import BLOCKS, Trial, choose_block, trials
from client.native.devices.sources import Tone
from client.native.devices.virtual import VirtualDevice
from tests.client.native.worlds import HandClock


def _trial(block_frames: int, *, missed: int = 0, busy: float = 0.2, calls_share: float = 1.0) -> Trial:
    return Trial(block_frames, calls_share, missed, busy)


@pytest.mark.parametrize(
    ("trial", "holds"),
    [
        (_trial(64), True),
        (_trial(64, missed=1), False),
        (_trial(64, busy=0.6), False),
        (_trial(64, calls_share=0.5), False),
    ],
)
def test_a_block_holds_that_never_missed_and_had_time_to_spare(trial: Trial, holds: bool) -> None:
    assert trial.holds is holds


def test_the_shortest_that_holds_is_chosen_and_luck_is_not_believed() -> None:
    assert choose_block([_trial(256), _trial(128), _trial(64, missed=2)]) == 128
    assert choose_block([_trial(256), _trial(128, missed=1), _trial(64)]) == 256
    assert choose_block([_trial(256, missed=1)]) is None


def test_blocks_are_tried_from_long_to_short_until_one_fails() -> None:
    opened: list[int] = []

    def open_block(block_frames: int) -> VirtualDevice:
        opened.append(block_frames)
        late_s = 1.0 if block_frames < 128 else 0.0
        return VirtualDevice(Tone(440.0), block_frames=block_frames, clock=HandClock(late_s=late_s))

    found = list(trials(open_block, seconds=0.02))
    assert opened == [one for one in reversed(BLOCKS) if one >= 64][: len(found)]
    assert all(trial.block_frames == block for trial, block in zip(found, opened, strict=True))
