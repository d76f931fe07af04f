from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from server.db.post_tables import post_interest
from server.privacy.retention import DAY_S, DEFAULT_DAYS, Kind
from tests.server.accounts.test_mail import MailServer
from tests.server.posts.post import INTEREST, LAST_DAY, Composed, token_of
from tests.server.privacy.town import bytes_with
from tests.server.staff import PAGE
from tests.server.world import World, server


async def count(world: World) -> int:
    async with world.services.database.read() as connection:
        query = select(func.count()).select_from(post_interest)
        return int((await connection.execute(query)).scalar_one())


async def advertised(world: World) -> Composed:
    made = await Composed.of(world)
    await made.advertise()
    return made


async def test_an_advertisement_names_work_places_and_days_and_no_person(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await advertised(world)
        await made.answer()
        answer = await world.client.get("/api/vacancies")
        assert set(answer.json()["vacancies"][0]) == {
            "id",
            "title",
            "text",
            "percent",
            "languages",
            "from_day",
            "apply_until",
            "asked_by",
            "kept_days",
            "parts",
        }
        for word in ("Vera", "example.net", "coordinator", "choirs"):
            assert word not in answer.text


async def test_what_is_taken_back_is_in_no_byte_of_the_database_and_forgotten_in_a_backup_too(
    tmp_path: Path,
) -> None:
    async with server(tmp_path) as world:
        made = await advertised(world)
        url = (await made.answer(text="canary-77ab"))["url"]
        file = world.services.settings.data_dir / "klangbro.db"
        assert await count(world) == 1
        async with world.services.database.read() as connection:
            row = dict((await connection.execute(select(post_interest))).mappings().one())
        assert await made.link("withdrawal", token_of(url)) == 204
        assert bytes_with(file, "canary-77ab") == []
        assert await made.link("withdrawal", token_of(url)) == 404
        # As a restored backup would bring it back.
        async with world.services.database.write() as connection:
            await connection.execute(post_interest.insert().values(row))
            from server.db.tables import erasure

            await connection.execute(erasure.delete())
        assert await world.services.privacy.erasure.reconcile() == 1
        assert await count(world) == 0


async def test_a_coordinator_erases_what_somebody_wrote(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await advertised(world)
        await made.answer()
        (one,) = (await made.ask(0, "GET", "/interests"))["interests"]
        assert await made.refused(1, "DELETE", f"/interests/{one['id']}") == 404
        await made.ask(0, "DELETE", f"/interests/{one['id']}")
        assert await count(world) == 0


async def test_where_there_is_mail_nobody_sees_an_address_before_it_is_confirmed(tmp_path: Path) -> None:
    post = MailServer()
    listening = await asyncio.start_server(post.talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    way: dict[str, Any] = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "klangbro@example.org"}
    async with listening, server(tmp_path, **way) as world:
        made = await advertised(world)
        assert await made.answer() == {"mailed": True, "url": None}
        assert (await made.ask(0, "GET", "/interests"))["interests"] == []
        letter = post.letters[0].replace("=\r\n", "").replace("=3D", "=")
        assert "vera@example.net" in letter
        token = token_of(letter).split()[0]
        for _ in range(2):
            assert await made.link("confirmation", token) == 204
        (one,) = (await made.ask(0, "GET", "/interests"))["interests"]
        assert (one["email"], one["confirmed"]) == ("vera@example.net", True)
        # Whoever writes again under that address changes nothing of it.
        await made.answer(name="Somebody Else")
        assert [one["name"] for one in (await made.ask(0, "GET", "/interests"))["interests"]] == ["Vera Sund"]
        await made.answer(email="never@example.net")
        world.clock.at_s += 8 * DAY_S
        await made.answer(email="later@example.net")
        assert await count(world) == 2


async def test_without_mail_an_interest_is_shown_as_not_confirmed(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await advertised(world)
        token = token_of((await made.answer())["url"])
        assert await made.link("confirmation", token) == 204
        (one,) = (await made.ask(0, "GET", "/interests"))["interests"]
        assert one["confirmed"] is False


async def test_interests_are_kept_for_their_time_after_the_last_day_and_no_longer(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await advertised(world)
        await made.answer()
        retention = world.services.privacy.retention
        # From 15 January to 28 February there are 44 days.
        world.clock.at_s += (44 + DEFAULT_DAYS[Kind.INTEREST]) * DAY_S

        async def gone(*, dry_run: bool = False) -> list[int]:
            found = await retention.run(dry_run=dry_run)
            return [one.count for one in found if one.kind is Kind.INTEREST]

        assert await gone() == []
        world.clock.at_s += DAY_S
        assert await gone(dry_run=True) == [1]
        assert await count(world) == 1
        assert await gone() == [1]
        assert (await count(world), LAST_DAY) == (0, "2027-02-28")


async def test_nothing_is_taken_without_consent_nor_too_often_nor_for_what_is_not_advertised(
    tmp_path: Path,
) -> None:
    async with server(tmp_path, rate_interests="3/hour") as world:
        made = await Composed.of(world)
        path = f"/api/vacancies/{made.id}/interests"

        async def answered(**changes: Any) -> int:
            asked = INTEREST | changes
            return (await world.client.post(path, json=asked, headers=PAGE)).status_code

        assert await answered(consent=False) == 422
        assert await answered() == 404
        assert (await world.client.post(path, json=INTEREST)).status_code == 403  # no page of ours asks
        await made.advertise()
        assert await answered() == 201
        assert await answered(email="b@example.net") == 429
        assert await count(world) == 1
