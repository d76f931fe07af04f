"""``klangbro bench region``: what the staff pages wait for, with four years of a whole region on SQLite.

Question: is a page quick for whoever has the most of everything, the largest municipality's staff? Each
page's calls are asked one after the other, of the whole application but for sockets. See README.md.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
from sqlalchemy import func, select

from benchmarks.frame import Run
from benchmarks.region.asked import PAGES, calls
from benchmarks.registry import bench
from server.app import create_app
from server.db.tables import account, membership, membership_role, person
from server.logs import configure
from server.region.seed import seed_region
from server.settings import load_settings
from server.site import find_site
from server.state import Services, open_services

TIMES, QUICK_TIMES = 20, 8
QUICK_SCALE = 0.1
#: A Wednesday in November at three in the afternoon (UTC): lessons before, now and after.
NOW_S = datetime(2026, 11, 18, 15, tzinfo=UTC).timestamp()


@bench("region")
def region(run: Run) -> None:
    """Seed the region and open each staff page's data again and again."""
    started_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        took_s, cpu_s, count, seeding_s, size = asyncio.run(_measure(Path(folder), run))
    run.seconds = time.monotonic() - started_s
    for name, rows in sorted(count.items()):
        run.figure(f"rows.{name}", rows, "1")
    run.figure("seeding", seeding_s, "s")
    run.figure("database", size / 2**20, "MB")
    for page, each in cpu_s.items():
        # What the page costs whatever else the machine does: the least of all openings.
        run.figure(f"{page}.cpu", 1000 * min(each), "ms", n=len(each))
    for page, each in took_s.items():
        p95_s = float(np.percentile(each, 95))
        spread_ms = 1000 * (max(each) - min(each))
        run.figure(f"{page}.p95", 1000 * p95_s, "ms", n=len(each), spread=spread_ms, trusted=not run.quick)
    slowest_ms = 1000 * max(float(np.percentile(each, 95)) for each in took_s.values())
    run.figure("slowest.p95", slowest_ms, "ms", n=len(took_s), trusted=not run.quick)


Times = dict[str, list[float]]


async def _measure(folder: Path, run: Run) -> tuple[Times, Times, dict[str, int], float, int]:
    configure(json=False, level="error")
    settings = load_settings(
        data_dir=folder / "data", host="127.0.0.1", rate_api="1000000/second", log_level="error"
    )
    async with open_services(settings, find_site(settings, None, ()), now_s=lambda: NOW_S) as services:
        began_s = time.perf_counter()
        until = (datetime.fromtimestamp(NOW_S, UTC) + timedelta(days=28)).date()
        scale = QUICK_SCALE if run.quick else 1.0
        count = await seed_region(services.database, seed=run.seed, until=until, now_s=NOW_S, scale=scale)
        seeding_s = time.perf_counter() - began_s
        app = create_app(settings, services=services)
        transport = httpx.ASGITransport(app=app)
        took_s: Times = {}
        cpu_s: Times = {}
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="https://localhost") as client,
        ):
            times = QUICK_TIMES if run.quick else TIMES
            for role, pages in PAGES.items():
                town, headers = await _somebody(services, role)
                asking = _Asking(client, f"/api/municipalities/{town}", headers)
                for page in pages:
                    name = f"{role}.{page}"
                    took_s[name], cpu_s[name] = await asking.page(page, times)
        size = (folder / "data" / "klangbro.db").stat().st_size
    return took_s, cpu_s, dict(count), seeding_s, size


class _Asking:
    """Somebody at the pages of one municipality."""

    def __init__(self, client: httpx.AsyncClient, base: str, headers: dict[str, str]) -> None:
        self._client = client
        self._base = base
        self._headers = headers

    async def page(self, page: str, times: int) -> tuple[list[float], list[float]]:
        """How long each of so many openings took, on the clock and of the processor's time.

        The first, which fills caches, is one of them.
        """
        asked = calls(page, NOW_S)
        took_s, cpu_s = [], []
        for _ in range(times):
            began_s, busy_s = time.perf_counter(), time.process_time()
            for path in asked:
                answer = await self._client.get(self._base + path, headers=self._headers)
                # A teacher's hours show no agreements; the page does not ask either.
                assert answer.status_code in {200, 403}, (path, answer.text)
            took_s.append(time.perf_counter() - began_s)
            cpu_s.append(time.process_time() - busy_s)
        return took_s, cpu_s


async def _somebody(services: Services, role: str) -> tuple[str, dict[str, str]]:
    """Somebody of this role where there are most people, signed in."""
    async with services.database.write() as connection:
        largest = select(person.c.municipality_id).group_by(person.c.municipality_id)
        town = str((await connection.execute(largest.order_by(func.count().desc()).limit(1))).scalar_one())
        query = (
            select(membership.c.account_id)
            .join(membership_role, membership_role.c.membership_id == membership.c.id)
            .join(account, account.c.id == membership.c.account_id)
            .where(membership.c.municipality_id == town, membership_role.c.role == role)
            .order_by(account.c.email)
        )
        found = str((await connection.execute(query.limit(1))).scalar_one())
        token = await services.sign_ins.begin(connection, found, "password", "bench")
    return town, {"Cookie": f"__Host-klangbro={token}", "Klangbro-Page": "1"}
