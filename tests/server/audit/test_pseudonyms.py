from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete

from server.audit.pseudonyms import derive, known_pseudonym, pseudonym_of
from server.db import Database, upgrade
from server.db.tables import pseudonym_key
from tests.server.privacy.town import CAST, settle_in


def test_a_pseudonym_says_nothing_without_its_key() -> None:
    assert derive(b"k" * 32, "p") == derive(b"k" * 32, "p")
    assert derive(b"k" * 32, "p") != derive(b"l" * 32, "p")
    assert "p-pupil" not in derive(b"k" * 32, "p-pupil")


async def test_a_person_keeps_a_pseudonym_until_its_key_is_destroyed(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(database)
    await settle_in(database)
    async with database.write() as connection:
        assert await known_pseudonym(connection, CAST.pupil) is None
        first = await pseudonym_of(connection, CAST.pupil)
        assert await pseudonym_of(connection, CAST.pupil) == first
        assert await pseudonym_of(connection, CAST.parent) != first
        await connection.execute(delete(pseudonym_key))
        assert await pseudonym_of(connection, CAST.pupil) != first
    await database.close()
