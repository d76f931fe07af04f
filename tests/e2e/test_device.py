"""The bench of interfaces on a real JACK graph, whose way back is known to the frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.device.jackport import JackPort
from benchmarks.device.level import Level
from benchmarks.device.ports import Setting
from benchmarks.device.screen import screen_one
from benchmarks.jackd import JackServer

pytestmark = pytest.mark.alone
LEVEL = Level(-18.0, -18.0, None, 60.0)


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with JackServer(period_frames=256) as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


def test_a_looped_jack_client_hears_itself_one_period_later(graph: JackServer) -> None:
    port = JackPort(loop=True)
    for frames in (32, 64, 128, 256, 512, 1024):
        found = screen_one(port, Setting(48_000, frames), LEVEL, lambda _share: None, seconds=1.0)
        assert found.rtl_samples == pytest.approx(frames, abs=1e-3)
    port.close()
