"""Two machines whose clocks really differ, with a real link and its weather between them."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.paths import linklab
from benchmarks.paths.linklab import ADDRESSES, LinkLab
from benchmarks.paths.weather import forecast

ROOT = Path(__file__).parents[2]
AHEAD_S = 123_456
SECONDS = 15
LACK = linklab.missing() or (None if shutil.which("unshare") else "the command unshare is missing")
pytestmark = [
    pytest.mark.alone,
    pytest.mark.wide,
    pytest.mark.skipif(LACK is not None, reason=f"no link between namespaces: {LACK}"),
]


async def _talk(*command: str) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    out, _ = await process.communicate()
    found: dict[str, float] = json.loads(out)
    return found


async def test_each_end_knows_the_others_clock_over_fibre_within_what_it_says() -> None:
    end = [sys.executable, "-m", "tests.e2e.harness.clock_end"]
    elsewhere = ["unshare", "-T", "--fork", f"--monotonic={AHEAD_S}"]
    with LinkLab(forecast("fibre", 3, 60.0), forecast("fibre", 4, 60.0)) as lab:
        one, other = ADDRESSES
        teacher, pupil = await asyncio.gather(
            _talk(*lab.inside(lab.school), *end, one, other, str(SECONDS)),
            _talk(*lab.inside(lab.town), *elsewhere, *end, other, one, str(SECONDS)),
        )
    for found, truth_s in ((teacher, AHEAD_S), (pupil, -AHEAD_S)):
        assert abs(found["ahead_s"] - truth_s) <= found["bound_s"]
        assert abs(found["ahead_s"] - truth_s) <= 1e-3
        assert found["bound_s"] < 0.02
