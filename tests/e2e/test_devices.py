"""A sound device that vanishes in the middle of a lesson and comes back: on a real JACK server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.jackd import JackServer
from tests.e2e.harness.native import joined
from tests.e2e.harness.server import Server

pytestmark = pytest.mark.alone


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with JackServer(period_frames=512) as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.mark.wide
async def test_a_lost_sound_device_is_told_and_its_return_brings_the_sound_back(
    graph: JackServer, server: Server
) -> None:
    async with (
        joined(server.invite("teacher"), "--device", "jack", "--admit") as teacher,
        joined(server.invite("pupil"), "--device", "tone:440") as pupil,
    ):
        await teacher.hears()
        await pupil.hears()
        graph.kill()
        gone = await teacher.until(lambda said: bool(said["device_away"]))
        assert "JACK has stopped" in gone["device_away"]
        assert "the lesson goes on" in gone["device_away"].lower()
        graph.start()
        back = await teacher.until(lambda said: not said["device_away"])
        later = await teacher.until(lambda said: said["elapsed_s"] > back["elapsed_s"] + 1)
        assert later["output_peak_dbfs"] > -30
        assert [far["state"] for far in later["far"]] == ["up"]
        report = await teacher.leave()
        await pupil.leave()
    assert report["engine"]["device"]["losses"] == 1
    assert report["engine"]["faults"] == 0
    assert report["far"][0]["connections"] == 1
