"""Two native ends on a real JACK graph: what goes into one comes out of the other.

How late is a benchmark's business (`klangbro bench mouth-to-ear`); here it only has to arrive, so the
period is long enough for any machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator

import pytest

from benchmarks.jackd import JackServer
from tests.e2e.harness.native import joined
from tests.e2e.harness.server import ROOT, Server

pytestmark = pytest.mark.alone
SECONDS = 8


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with JackServer(period_frames=512) as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


async def test_chirps_go_from_one_jack_client_to_the_other(graph: JackServer, server: Server) -> None:
    device = ("--device", "jack:unconnected")
    async with (
        joined(server.invite("teacher"), *device, "--name", "teacher", "--admit", "--profile", "duet") as one,
        joined(server.invite("pupil"), *device, "--name", "pupil") as other,
    ):
        await one.hears()
        await other.hears()
        measured = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.m2e", "teacher:input_1", "pupil:output_1",
            "--seconds", str(SECONDS), cwd=ROOT, stdout=PIPE, env=os.environ | graph.env,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(measured.communicate(), 60)
        assert measured.returncode == 0
        await one.leave()
        report = await other.leave()
    found = json.loads(said)
    assert found["found"] >= 0.8 * found["chirps"] > 0
    assert report["engine"]["faults"] == 0
