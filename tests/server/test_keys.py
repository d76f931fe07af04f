from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.db import Database, upgrade
from server.errors import DatabaseUnavailableError
from server.keys import host_key, same, shared_host_key
from tests.server.world import server


def test_the_host_key_stays_the_same_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = host_key(tmp_path)
    assert host_key(tmp_path) == key
    assert len(key) >= 32
    assert stat.S_IMODE((tmp_path / "host-key").stat().st_mode) == 0o600


def test_an_emptied_host_key_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "host-key").write_text("")
    with pytest.raises(DatabaseUnavailableError, match="holds no key"):
        host_key(tmp_path)


@pytest.mark.parametrize("given", ["", "key", "keys", "KEY!", "kéy!"])
def test_only_the_whole_key_is_the_key(given: str) -> None:
    assert not same(given, "key!")
    assert same("key!", "key!")


async def test_the_key_that_signs_invites_outlives_the_server(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        first = world.services.token_key
    async with server(tmp_path) as world:
        assert world.services.token_key == first
    assert len(first) == 32


async def test_several_nodes_have_one_host_key(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}")
    await upgrade(database)
    keys = []
    for _ in range(2):
        async with database.write() as connection:
            keys.append(await shared_host_key(connection, 1.0))
    await database.close()
    assert keys[0] == keys[1]
    assert len(keys[0]) >= 32
