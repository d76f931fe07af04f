from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.jackd import JackServer
from benchmarks.m2e import NoJackError
from benchmarks.recorder import Ports, recorded


def test_a_graph_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NoJackError) as told:
        recorded(JackServer(), Ports("nobody:out", "nobody:in"), 1.0, tmp_path / "heard.npy")
    assert "\n" not in str(told.value)
