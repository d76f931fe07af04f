from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.security import COMPANIONS, headers
from server.tls import own_certificate
from tests.server.world import build_pages, server


def policy(said: str) -> dict[str, set[str]]:
    return {words[0]: set(words[1:]) for words in (part.split() for part in said.split(";"))}


@pytest.mark.parametrize(
    "path", ["/", "/join", "/assets/index-abc123.js", "/api/lessons", "/nothing.txt", "/healthz"]
)
async def test_every_answer_carries_the_headers(tmp_path: Path, path: str) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        answer = await world.client.get(path)
    for name, value in headers(tls=True, hsts=False).items():
        assert answer.headers[name] == value


def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inline() -> None:
    said = policy(headers(tls=True, hsts=False)["Content-Security-Policy"])
    assert said["default-src"] == {"'self'"}
    assert said["frame-ancestors"] == said["object-src"] == said["base-uri"] == {"'none'"}
    assert said["connect-src"] == {"'self'", "wss:", *COMPANIONS}
    assert said["worker-src"] == {"'self'", "blob:"}
    assert not any("unsafe" in source for sources in said.values() for source in sources)


def test_microphone_and_camera_are_this_pages_alone() -> None:
    said = headers(tls=True, hsts=False)["Permissions-Policy"]
    assert "microphone=(self)" in said
    assert "camera=(self)" in said
    assert "geolocation=()" in said


def test_https_is_insisted_on_only_with_a_certificate_others_vouch_for() -> None:
    assert "Strict-Transport-Security" not in headers(tls=True, hsts=False)
    assert "Strict-Transport-Security" in headers(tls=True, hsts=True)


async def test_a_given_certificate_nobody_vouches_for_is_not_insisted_on(tmp_path: Path) -> None:
    given = own_certificate(tmp_path, ["localhost"], now=datetime.now(UTC))
    async with server(tmp_path, tls_cert=given.cert, tls_key=given.key) as world:
        answer = await world.client.get("/healthz")
    assert "strict-transport-security" not in answer.headers


async def test_https_is_insisted_on_where_a_proxy_speaks_it(tmp_path: Path) -> None:
    async with server(tmp_path, tls=False, public_url="https://lessons.example.org") as world:
        answer = await world.client.get("/healthz")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_what_a_lesson_never_needs_is_switched_off_for_every_frame() -> None:
    said = headers(tls=True, hsts=False)["Permissions-Policy"]
    for feature in ("geolocation", "usb", "serial", "hid", "bluetooth", "payment", "local-fonts"):
        assert f"{feature}=()" in said
    assert "*" not in said


def test_plain_http_may_open_a_plain_websocket() -> None:
    assert "ws:" in policy(headers(tls=False, hsts=False)["Content-Security-Policy"])["connect-src"]


async def test_invites_are_kept_in_no_cache(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        answer = await world.client.get("/api/lessons", headers=world.host)
    assert answer.headers["cache-control"] == "no-store"


async def test_other_origins_may_not_read_the_api(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        answer = await world.client.options(
            "/api/lessons",
            headers={"Origin": "https://evil.example.org", "Access-Control-Request-Method": "POST"},
        )
    assert "access-control-allow-origin" not in answer.headers
