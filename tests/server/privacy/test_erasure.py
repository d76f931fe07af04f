from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from server.audit import Action, append, verify
from server.backup import backup, restore
from server.codes.service import Codes
from server.db import Database
from server.db.tables import (
    account,
    erasure,
    erasure_wish,
    guardian,
    invite,
    lesson,
    membership,
    person,
    sign_in,
)
from server.privacy.erasure import copies_of
from server.privacy.erasure_list import ErasureList, digest
from server.privacy.errors import LessonLiveError, PersonUnknownError
from server.privacy.permission import Purpose
from server.reading.schemas import NewReading
from tests.server.privacy.town import CAST, bytes_with, held, plan, play, settle_in, stored_room
from tests.server.world import START_S, Clock, World, server

CANARY = "Kanarifågel Äxö"
WORDS = ("Kanarif", "Äxö", "canary-7f3a")


async def count(database: Database, table: Table) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def lesson_with_canaries(world: World) -> None:
    """A lesson that is over, and the pupil's canaries in everything that the program keeps."""
    services = world.services
    await settle_in(services.database, pupil=CANARY)
    invites = await plan(services.database, CAST.pupil)
    async with held(world, invites) as (teacher, pupil):
        await play(world, teacher, pupil, f"{CANARY} canary-7f3a")
    await services.rooms.settled()
    pupil_invite = invites[1]
    await services.readings.make(pupil_invite.lesson_id, NewReading(participant=pupil_invite.participant))
    await Codes(services.database, services.token_key, services.now_s).make(pupil_invite.id)
    permissions = services.privacy.permissions
    await permissions.give(CAST.pupil, Purpose.CLIPS, given_by=CAST.parent, actor="host")


async def test_nothing_of_an_erased_pupil_is_left_in_any_byte_nor_in_a_restored_backup(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock) as world:
        services = world.services
        data, database = services.settings.data_dir, services.database
        await lesson_with_canaries(world)
        assert bytes_with(data, *WORDS, CAST.pupil)
        backup(data / "klangbro.db", tmp_path / "copy")
        done = await services.privacy.erasure.erase(CAST.pupil, actor="host")
        assert (done.clean, done.lessons, done.files) == (True, 1, 2)
        assert bytes_with(data, *WORDS, CAST.pupil) == []  # database, log, files, list: the server runs
        assert await count(database, person) == 3
        assert await count(database, lesson) == 1
        async with database.read() as connection:
            assert (await verify(connection)).holds
    assert bytes_with(data, *WORDS, CAST.pupil) == []
    assert bytes_with(tmp_path, *WORDS) == ["copy", "copy.files"]
    restore(tmp_path / "copy", data / "klangbro.db", ErasureList(data / "erasures"))
    assert bytes_with(data, *WORDS, CAST.pupil) == []  # before any server starts
    async with server(tmp_path, clock=clock) as world:
        async with world.services.database.read() as connection:
            assert (await verify(connection)).holds
        assert await count(world.services.database, person) == 3


async def test_a_backup_put_back_by_hand_forgets_at_the_next_start(tmp_path: Path) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock) as world:
        data = world.services.settings.data_dir
        await settle_in(world.services.database, pupil=CANARY)
        backup(data / "klangbro.db", tmp_path / "copy")
        await world.services.privacy.erasure.erase(CAST.pupil, actor="host")
    for name in ("klangbro.db", "klangbro.db-wal", "klangbro.db-shm"):
        (data / name).unlink(missing_ok=True)
    (data / "klangbro.db").write_bytes((tmp_path / "copy").read_bytes())
    assert bytes_with(data, *WORDS) != []
    async with server(tmp_path, clock=clock) as world:
        assert bytes_with(data, *WORDS, CAST.pupil) == []
        assert await count(world.services.database, erasure) == 1


async def test_what_a_restore_put_aside_forgets_too(tmp_path: Path) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock) as world:
        data = world.services.settings.data_dir
        await settle_in(world.services.database, pupil=CANARY)
        backup(data / "klangbro.db", tmp_path / "copy")
    restore(tmp_path / "copy", data / "klangbro.db", ErasureList(data / "erasures"))
    async with server(tmp_path, clock=clock) as world:
        assert len(copies_of(world.services.database)) == 1
        assert len(bytes_with(data, *WORDS)) == 2
        await world.services.privacy.erasure.erase(CAST.pupil, actor="host")
        assert bytes_with(data, *WORDS, CAST.pupil) == []


async def test_nobody_is_erased_out_of_a_lesson_that_is_under_way_but_at_its_end(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services, desk = world.services, world.services.privacy
        await settle_in(services.database)
        async with held(world, await plan(services.database, CAST.pupil)):
            with pytest.raises(LessonLiveError, match="under way"):
                await desk.erasure.erase(CAST.pupil, actor="host")
            await desk.erasure.wish(CAST.pupil, actor="host")
            assert await desk.erasure.due() == 0
            assert ErasureList(services.settings.erasures).entries() == {}
        await services.rooms.settled()
        assert await desk.erasure.due() == 1
        assert await count(services.database, erasure_wish) == 0
        with pytest.raises(PersonUnknownError):
            await desk.erasure.erase(CAST.pupil, actor="host")


async def test_a_lesson_with_others_goes_on_without_the_erased_ones_words_and_name(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database, pupil="Bo Ek")
        async with held(world, await plan(services.database, CAST.pupil, CAST.friend)) as clients:
            await play(world, clients[0], clients[1], "Bo")
        await services.rooms.settled()
        await services.privacy.erasure.erase(CAST.pupil, actor="host")
        state = await stored_room(services.database)
        assert "homework for –" in state
        assert "Bo" not in state.replace("Both", "")
        assert "note Bo" not in state
        assert await count(services.database, invite) == 2
        assert list(services.settings.data_dir.glob("scores/lesson/*")) == []


async def test_an_erased_teachers_account_and_name_go_and_the_pupils_homework_stays(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database)
        async with services.database.write() as connection:
            row = {"id": "a", "email": "anna@example.org", "created_s": START_S}
            await connection.execute(account.insert().values(row))
            row = {"id": "m", "account_id": "a", "municipality_id": CAST.place, "person_id": CAST.teacher}
            await connection.execute(membership.insert().values(**row, created_s=START_S))
            times = {"created_s": START_S, "seen_s": START_S, "expires_s": START_S + 9}
            row = {"id": "s", "account_id": "a", "token_hash": "0" * 64, "way": "link", "browser": "x"}
            await connection.execute(sign_in.insert().values(**row, **times))
        async with held(world, await plan(services.database, CAST.pupil)) as (teacher, pupil):
            await play(world, teacher, pupil, "scales")
        await services.rooms.settled()
        await services.privacy.erasure.erase(CAST.teacher, actor="host")
        assert bytes_with(services.settings.data_dir, "Anna Lind", "anna@example.org", CAST.teacher) == []
        assert "homework for scales" in await stored_room(services.database)
        assert await count(services.database, guardian) == 1
        for gone in (account, membership, sign_in):
            assert await count(services.database, gone) == 0


async def test_a_lesson_of_the_hosts_is_erased_whole(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        made = await world.new_lesson(pupil=CANARY)
        await services.privacy.erasure.erase_lesson(made["lesson"]["id"], actor="host")
        assert bytes_with(services.settings.data_dir, *WORDS, made["lesson"]["id"]) == []


async def test_an_erasure_cut_short_after_its_first_step_is_finished_at_the_start(tmp_path: Path) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock) as world:
        await settle_in(world.services.database, pupil=CANARY)
        ErasureList(world.services.settings.erasures).add(digest("person", CAST.pupil), START_S)
    async with server(tmp_path, clock=clock) as world:
        assert bytes_with(world.services.settings.data_dir, *WORDS, CAST.pupil) == []
        assert await world.services.privacy.erasure.reconcile() == 0


async def test_a_list_that_was_lost_is_made_anew_of_what_the_database_knows(tmp_path: Path) -> None:
    clock = Clock()
    async with server(tmp_path, clock=clock) as world:
        await settle_in(world.services.database)
        await world.services.privacy.erasure.erase(CAST.pupil, actor="host")
        listing = ErasureList(world.services.settings.erasures)
        listing.path.unlink()
    async with server(tmp_path, clock=clock):
        assert listing.made_anew()
        assert set(listing.entries()) == {digest("person", CAST.pupil)}


async def test_the_audit_log_outlives_the_erased_and_does_not_name_them(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await lesson_with_canaries(world)
        async with services.database.write() as connection:
            await append(connection, Action.RETENTION, at_s=START_S, actor="server")
            before = (await verify(connection)).rows
        await services.privacy.erasure.erase(CAST.pupil, actor="host")
        async with services.database.read() as connection:
            found = await verify(connection)
        assert (found.holds, found.rows) == (True, before + 1)
