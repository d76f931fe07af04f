from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.demonstrations.errors import DemonstrationKindError
from server.demonstrations.wave import HEADER_BYTES, read_header, samples
from tests.server.demonstrations.sound import header, tone, wav


def test_what_a_page_wrote_is_the_sound_it_heard() -> None:
    data = wav(tone(440.0, 0.1))
    assert read_header(data).seconds == pytest.approx(0.1)
    found = samples(data[HEADER_BYTES:], 1)
    assert np.abs(found - tone(440.0, 0.1)).max() < 2**-22


def test_two_channels_stay_apart() -> None:
    both = np.concatenate([tone(440.0, 0.01), -tone(660.0, 0.01)], axis=1)
    data = wav(both)
    assert np.abs(samples(data[HEADER_BYTES:], read_header(data).channels) - both).max() < 2**-22


@pytest.mark.parametrize(
    "wrong", [{"rate_hz": 44_100}, {"bits": 16}, {"channels": 3}, {"form": 3}, {"data": 0}]
)
def test_no_other_form_of_wav_is_let_in(wrong: dict[str, int]) -> None:
    with pytest.raises(DemonstrationKindError):
        read_header(header(4800, **wrong))


@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused_and_break_nothing(data: bytes) -> None:
    with pytest.raises(DemonstrationKindError):
        read_header(data)
