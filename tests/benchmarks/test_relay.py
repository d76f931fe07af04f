from __future__ import annotations

import shutil

import pytest

from benchmarks.frame import Run
from benchmarks.relay import relay


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is missing: apt install coturn")
def test_packets_go_through_a_real_relay_and_past_it() -> None:
    run = Run("relay", seed=1, quick=True)
    relay(run, seconds=0.5)
    found = {figure.name: figure for figure in run.figures}
    assert found["relay.added_p50"].n == 100
    assert 0 < (found["relay.direct_p50"].value or 0) < (found["relay.relayed_p50"].value or 0)
