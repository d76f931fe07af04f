from __future__ import annotations

from pathlib import Path

from tests.server.world import server


async def test_a_server_takes_a_bounded_number_of_echoes(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        codes = [
            (await world.client.post("/api/echo", json={}, headers=world.host)).status_code for _ in range(17)
        ]
        assert codes == [201] * 16 + [503]
        assert world.services.echoes.running == 16
    assert world.services.echoes.running == 0
