from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.rates import RateLimits, Rates, who
from server.settings import load_settings
from tests.server.world import server


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        (None, "unknown", True),
    ],
)
def test_an_ipv6_household_is_counted_as_one(one: str | None, other: str | None, same: bool) -> None:
    assert (who(one) == who(other)) is same


async def test_an_address_that_asks_too_often_has_to_wait(tmp_path: Path) -> None:
    async with server(tmp_path, rate_api="5/minute") as world:
        codes = [(await world.client.get("/api/about")).status_code for _ in range(7)]
        assert codes == [200] * 5 + [429] * 2
        assert (await world.client.get("/healthz")).status_code == 200


async def test_one_address_does_not_slow_another() -> None:
    rates = Rates(load_settings(rate_api="1/minute"))
    assert await rates.take("api", "192.0.2.1")
    assert not await rates.take("api", "192.0.2.1")
    assert await rates.take("api", "192.0.2.2")


async def test_a_websocket_too_many_is_refused_before_the_handshake() -> None:
    served: list[str] = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        served.append(scope["type"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    limited = RateLimits(app, rates=Rates(load_settings(rate_websocket="2/minute")))
    for _ in range(3):
        await limited({"type": "websocket", "path": "/ws", "client": ("192.0.2.1", 1)}, receive, send)
    assert served == ["websocket"] * 2
    assert [message["type"] for message in sent] == ["websocket.close"]
