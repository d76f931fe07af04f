from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rtc.track_audio import RATE_HZ, TrackAudioError, render
from rtc.track_sound import read_track
from tests.rtc.test_track_audio import read, write


def test_a_variant_comes_out_to_the_last_sample_as_any_player_has_it(tmp_path: Path) -> None:
    source, to = write(tmp_path / "a.wav", seconds=1.5), tmp_path / "b.ogg"
    length_s = render(source, "wav", to, tempo_percent=100, key=0, seconds=1.5, on_done=lambda share: None)
    sound = read_track(to.read_bytes())
    assert sound.dtype == np.float32
    assert sound.shape == (round(length_s * RATE_HZ), 2)
    np.testing.assert_allclose(sound[:, 0] / sound[:, 0].std(), read(to) / read(to).std(), atol=2e-3)
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=1e-5)


@pytest.mark.parametrize("content", [b"", b"OggS", b"<html>not here</html>"])
def test_what_is_no_track_is_refused(content: bytes) -> None:
    with pytest.raises(TrackAudioError):
        read_track(content)
