"""The readiness report of a place against a served instance."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from benchmarks.result import Result
from tests.e2e.harness.server import ROOT, Server

pytestmark = [pytest.mark.alone, pytest.mark.wide]
CARD = "emulated:rtl=5.9ms,drift=12ppm,holds=64"


async def test_a_place_gets_one_report_of_its_interface_its_network_and_a_lesson(
    server: Server, tmp_path: Path
) -> None:
    page = tmp_path / "site.html"
    words = ("bench", "site", "--quick", "--json", "--device", CARD, "--place", "Pajala", "--page", str(page))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "klangbro", *words, "--to", server.invite("teacher")),
        cwd=ROOT,
        stdout=PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    found = Result.model_validate(json.loads(said))
    assert found.site is not None and found.device is not None and found.network is not None
    assert found.site.missing == []
    assert found.site.echo is not None and found.site.echo.correlation > 0.8
    assert {one.profile for one in found.site.ready} == {"duet", "balanced", "listen", "studio"}
    assert found.seconds < 600
    report = page.read_text()
    assert "Readiness of Pajala" in report and "A lesson with the echo" in report
