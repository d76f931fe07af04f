"""An interface's figures reach the place's page, also when the server was away while it was measured."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.device import verdict
from benchmarks.jackd import JackServer
from benchmarks.result import Result
from server.accounts.asking import PAGE_HEADER
from tests.e2e.harness.server import ROOT, Server
from tests.e2e.test_accounts import PASSWORD, first_admin

pytestmark = [pytest.mark.alone, pytest.mark.wide]


@asynccontextmanager
async def technician(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """The first admin, signed in without a browser."""
    link = await first_admin(server)
    ours = {"Origin": server.origin, PAGE_HEADER: "1"}
    async with httpx.AsyncClient(base_url=server.origin, verify=False, headers=ours) as client:
        body = {"token": link.split("#l=", 1)[1], "password": PASSWORD}
        (await client.post("/api/links/confirm", json=body)).raise_for_status()
        yield client


async def bench(env: dict[str, str], *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "klangbro", "bench", *words), cwd=ROOT, stdout=PIPE, env=env
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def test_figures_measured_while_the_server_is_away_stand_on_the_page_after_the_next_look(
    server: Server, tmp_path: Path
) -> None:
    async with technician(server) as client:
        own = (await client.get("/api/session")).raise_for_status().json()
        town = f"/api/municipalities/{own['members'][0]['municipality']['id']}"
        made = (await client.post(f"{town}/places", json={"name": "Pajala, room 3"})).raise_for_status()
        link = re.sub(r"https://[^/]+", server.origin, made.json()["link"])
        folders = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        await server.kill()
        with JackServer(period_frames=256) as graph:
            env = {**os.environ, **graph.env, **folders}
            loop = ("device", "--device", "jack:loopback", "--quick", "--json", "--report", link)
            first = Result.model_validate(json.loads(await bench(env, *loop)))
        assert any("They are kept" in note for note in first.notes), first.notes
        await server.start()
        said = await bench(env, "network", "--every", "30min", "--times", "1", "--to", link)
        assert "Told the page of 1 interfaces." in said
        (row,) = (await client.get(f"{town}/readiness/devices")).raise_for_status().json()["devices"]
        assert (row["way"], row["place_name"]) == ("jack", "Pajala, room 3")
        assert first.device is not None
        best = verdict.best(first.device)
        assert best is not None
        assert row["rtl_ms"] == pytest.approx(verdict.rtl_ms(best.screened), abs=0.001)
        assert row["n"] == len(best.screened.lags_samples)
