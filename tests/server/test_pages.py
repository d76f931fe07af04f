from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.world import build_pages, server


@pytest.mark.parametrize("path", ["/", "/join", "/new", "/lesson", "/some/later/page"])
async def test_every_page_is_the_same_document(tmp_path: Path, path: str) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        answer = await world.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_hashed_asset_is_kept_for_ever_and_other_files_are_asked_for_again(tmp_path: Path) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        asset = await world.client.get("/assets/index-abc123.js")
        icon = await world.client.get("/favicon.svg")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert icon.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/robots.txt", "/api/nothing", "/api"])
async def test_what_does_not_exist_is_not_a_page(tmp_path: Path, path: str) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        answer = await world.client.get(path)
    assert answer.status_code == 404
    assert "<title>" not in answer.text


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
async def test_nothing_outside_the_pages_is_served(tmp_path: Path, path: str) -> None:
    build_pages(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    async with server(tmp_path) as world:
        answer = await world.client.get(path)
    assert "secret" not in answer.text


async def test_pages_that_are_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        answer = await world.client.get("/join")
    assert answer.status_code == 503
    assert "make setup" in answer.text


async def test_a_page_crosses_a_slow_network_squeezed_and_an_answer_to_a_token_does_not(
    tmp_path: Path,
) -> None:
    build_pages(tmp_path)
    (tmp_path / "web" / "assets" / "long-abc123.js").write_text("export const a = 1;\n" * 500)
    async with server(tmp_path) as world:
        asset = await world.client.get("/assets/long-abc123.js")
        lessons = await world.client.get("/api/lessons", headers=world.host)
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.text.startswith("export const a")
    assert "immutable" in asset.headers["cache-control"]
    assert "content-encoding" not in lessons.headers
