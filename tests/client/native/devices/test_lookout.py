from __future__ import annotations

import pytest

from client.native.devices.lookout import Lookout, fresh_cards
from client.native.devices.soundcard import portaudio
from client.native.errors import DeviceError


def test_another_process_says_which_cards_there_are() -> None:
    try:
        portaudio()
    except DeviceError as error:
        assert "libportaudio2" in str(error)
        return
    assert isinstance(fresh_cards(), list)


def test_one_who_looks_no_more_has_seen_nothing() -> None:
    lookout = Lookout()
    lookout.start()
    lookout.start()
    lookout.stop()
    lookout.stop()
    assert lookout.cards() is None


@pytest.mark.parametrize("times", [1, 2])
def test_looking_may_begin_again(times: int) -> None:
    lookout = Lookout()
    for _ in range(times):
        lookout.start()
        lookout.stop()
    assert lookout.cards() is None
