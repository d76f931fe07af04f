import numpy as np
import pytest

from benchmarks.device.tape import Tape
from client.native.errors import DeviceError

PLAYED = np.random.default_rng(1).uniform(-0.1, 0.1, (10_000, 2)).astype(np.float32)


def test_what_is_played_in_blocks_is_all_of_it_and_what_is_heard_is_in_step() -> None:
    tape, out = Tape(PLAYED, 2, 64), np.zeros((64, 2), np.float32)
    before = np.zeros_like(out)
    blocks = 0
    while not tape.done.is_set():
        tape.turn(before, out, now_s=float(blocks))
        before, blocks = out.copy(), blocks + 1
    take = tape.take(5.0)
    np.testing.assert_array_equal(take.heard[64:], PLAYED[:-64].astype(np.float64))
    assert take.called_s.tolist() == [float(index) for index in range(157)]
    assert take.called_at[:3].tolist() == [0.0, 64.0, 128.0]
    assert take.reported_ms == 5.0


def test_one_microphone_is_heard_in_both_channels() -> None:
    tape = Tape(PLAYED[:64], 1, 64)
    tape.turn(np.full((64, 1), 0.5, np.float32), np.zeros((64, 2), np.float32), now_s=0.0)
    take = tape.take(None)
    assert take.heard.shape == (64, 2)
    assert take.inputs == 1


def test_what_a_device_loses_while_it_starts_is_not_counted() -> None:
    tape, out = Tape(PLAYED, 2, 5000), np.zeros((5000, 2), np.float32)
    tape.xrun()
    tape.turn(out, out, now_s=0.0)
    tape.xrun()
    assert tape.xruns == 1


def test_a_card_that_stops_calling_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.device.tape._SPARE_S", 0.0)
    with pytest.raises(DeviceError, match="Plug it in again"):
        Tape(PLAYED[:10], 2, 64).wait(48_000, lambda _share: None, "It has stopped. Plug it in again.")
