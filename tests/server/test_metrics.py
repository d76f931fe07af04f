from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest

from server.errors import PortUnavailableError
from server.metrics import Metrics, serving_metrics
from tests.e2e.harness.server import free_port
from tests.server.world import World, server, settings_for


def said(world: World) -> str:
    transport = world.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    metrics: Metrics = transport.app.state.metrics  # type: ignore[attr-defined]
    return generate_latest(metrics.registry).decode()


async def test_answers_are_counted_by_route_and_status(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await world.client.get("/healthz")
        await world.client.get("/healthz")
        await world.client.get("/api/lessons")
        text = said(world)
    assert 'klangbro_http_requests_total{route="/healthz",status="200"} 2.0' in text
    assert 'route="/api/lessons",status="401"' in text


async def test_the_figures_hold_no_name_no_address_and_nothing_that_was_typed(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson(teacher="Kanarie Lind", pupil="Kanarie Ek")
        await world.client.get(f"/api/invites/{made['invites'][0]['id']}/kanarie?kanarie=1")
        await world.client.delete(f"/api/lessons/{made['lesson']['id']}", headers=world.host)
        text = said(world)
    assert "anarie" not in text
    assert made["lesson"]["id"] not in text
    assert "127.0.0.1" not in text
    assert 'route="/api/lessons/{lesson_id}"' in text


async def test_they_are_not_served_where_people_come(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        assert "klangbro_" not in (await world.client.get("/metrics")).text


async def test_they_are_served_at_a_port_of_their_own_and_only_if_one_is_set(tmp_path: Path) -> None:
    port = free_port()
    metrics = Metrics("1.2.3")
    with serving_metrics(settings_for(tmp_path, metrics_port=port), metrics):
        url = f"http://127.0.0.1:{port}/metrics"
        answer = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
        assert 'klangbro_info{version="1.2.3"} 1.0' in answer
        with (
            pytest.raises(PortUnavailableError, match="cannot be opened"),
            serving_metrics(settings_for(tmp_path, metrics_port=port), metrics),
        ):
            pass
    with serving_metrics(settings_for(tmp_path), metrics):
        pass
