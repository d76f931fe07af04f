from __future__ import annotations

import numpy as np
import pytest

from dsp.path.plans import PROFILES, stream
from dsp.path.verdicts import judge, played
from tests.benchmarks.network.samples import way


def test_a_fibre_is_good_for_playing_together() -> None:
    for profile in PROFILES[:2]:
        found = judge(stream(profile), way("fibre", 1, profile, 5), way("fibre", 2, profile, 5), [10.0] * 50)
        assert found.word == "together"
        assert found.sound_ms is not None and 5 < found.sound_ms < 20


def test_a_long_path_is_for_taking_turns() -> None:
    found = judge(stream("duet"), way("lte", 1, "duet", 80), way("lte", 2, "duet", 80), [160.0] * 50)
    assert found.word == "turns"


def test_what_is_lost_weighs_as_the_profile_says() -> None:
    made = stream("balanced")
    late = np.zeros(2000)
    late[::20] = np.nan
    wait, concealed = played(late, made) or (0.0, 0.0)
    assert concealed == pytest.approx(5.0, abs=0.5)
    assert wait < 3.0


def test_too_few_packets_are_no_verdict() -> None:
    lost = np.full(400, np.nan)
    lost[:10] = 0.0
    assert played(lost, stream("duet")) is None
