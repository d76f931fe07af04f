from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from tests.server.world import server


async def test_a_running_server_is_alive_and_ready(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        assert (await world.client.get("/healthz")).json() == {"status": "alive"}
        assert (await world.client.get("/readyz")).json() == {"status": "ready"}


async def test_a_server_whose_database_is_gone_is_alive_but_not_ready(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await world.services.database.close()
        for name in (tmp_path / "data").glob("klangbro.db*"):
            name.unlink()
        (tmp_path / "data" / "klangbro.db").mkdir()
        assert (await world.client.get("/healthz")).status_code == 200
        assert (await world.client.get("/readyz")).status_code == 503


async def test_a_held_write_lock_does_not_make_the_server_unready(tmp_path: Path) -> None:
    async with server(tmp_path) as world, world.services.database.write() as connection:
        await connection.execute(text("DELETE FROM secret"))
        assert (await world.client.get("/readyz")).status_code == 200


async def test_about_says_where_a_page_has_a_microphone(tmp_path: Path) -> None:
    async with server(tmp_path, tls=False, port=8080) as world:
        said = (await world.client.get("/api/about")).json()
    assert said["secure_origins"] == ["http://localhost:8080"]
    assert said["version"]
