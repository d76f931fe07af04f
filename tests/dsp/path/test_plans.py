from __future__ import annotations

import pytest

from dsp.path.plans import PROFILES, stream
from server.measuring.packets import PROBE_BYTES, Start
from server.measuring.session import Session


def test_every_profile_is_sent_at_its_own_rate_and_size() -> None:
    assert {name: (stream(name).interval_us, stream(name).size) for name in PROFILES} == {
        "duet": (2500, 62),
        "balanced": (5000, 122),
        "listen": (20000, 502),
        "studio": (1333, 278),
    }


@pytest.mark.parametrize("name", PROFILES)
def test_every_server_takes_a_minute_of_every_profile(name: str) -> None:
    made = stream(name)
    assert made.size >= PROBE_BYTES
    assert Session(b"", 0.0).admits(1, Start(made.interval_us, made.size, made.count(60.0)))
