from __future__ import annotations

from pathlib import Path

from server.people import repository
from server.people.listing import LISTED
from server.roles import AccountRole
from tests.server.staff import PAGE, town
from tests.server.world import server

TEACHER = {"name": "Anna Lind", "email": "anna@example.org", "roles": ["teacher"]}
GUARDIAN = {"name": "Gun Ek", "email": "gun@example.org"}


async def test_a_guardians_link_counts_when_it_is_confirmed_and_not_when_it_is_opened(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        coordinator, pupil = await made.someone(AccountRole.COORDINATOR), await made.pupil("Bo Ek")
        handed = (await made.ask(coordinator, "POST", f"/people/{pupil.id}/guardians", json=GUARDIAN)).json()
        token = handed["url"].partition("#l=")[2]

        async def confirmed() -> list[bool]:
            listed = (await made.ask(coordinator, "GET", "/people")).json()["people"]
            return [each["confirmed"] for one in listed for each in one["guardians"]]

        told = await world.client.post("/api/links/read", json={"token": token}, headers=PAGE)
        assert (told.json()["purpose"], told.json()["pupils"]) == ("guardian", ["Bo Ek"])
        assert await confirmed() == [False]
        answer = await world.client.post("/api/links/confirm", json={"token": token}, headers=PAGE)
        world.client.cookies.clear()
        assert (answer.status_code, await confirmed()) == (204, [True])


async def test_a_coordinator_is_shown_no_link_that_makes_them_somebody_who_may_more(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        coordinator, pupil = await made.someone(AccountRole.COORDINATOR), await made.pupil()
        asked = {"name": "Eva", "email": f"{admin.person.name.replace(' ', '.').lower()}@example.org"}
        path = f"/people/{pupil.id}/guardians"
        handed = (await made.ask(coordinator, "POST", path, json=asked)).json()
        assert (handed["account"], handed["url"]) == (admin.account_id, None)


async def test_no_municipality_is_shown_a_link_into_an_account_that_is_anothers_too(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        here, there = await town(world, "Pajala"), await town(world, "Kemi")
        admins = [await one.someone(AccountRole.ADMIN) for one in (here, there)]
        first = (await here.ask(admins[0], "POST", "/accounts", json=TEACHER)).json()
        assert first["url"].startswith("https://localhost:8443/welcome#l=")
        second = (await there.ask(admins[1], "POST", "/accounts", json=TEACHER)).json()
        assert second == {"account": first["account"], "mailed": False, "url": None}
        again = (await there.ask(admins[1], "POST", f"/accounts/{first['account']}/link", json={})).json()
        assert again["url"] is None


async def test_whoever_is_sent_away_is_out_at_once_with_their_invites(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin, teacher = await made.someone(AccountRole.ADMIN), await made.someone(AccountRole.TEACHER)
        lesson = await made.lesson(teacher)
        assert (await made.ask(teacher, "GET", "/people")).status_code == 200
        path = f"/accounts/{teacher.account_id}"
        assert (await made.ask(admin, "DELETE", path)).status_code == 204
        assert (await made.ask(teacher, "GET", "/people")).status_code == 401
        seen = (await made.ask(admin, "GET", f"/lessons/{lesson.id}")).json()
    assert [one["role"] for one in seen["people"]] == ["pupil"]


async def test_the_last_admin_stays(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        path = f"/accounts/{admin.account_id}"
        answers = [
            await made.ask(admin, "DELETE", path),
            await made.ask(admin, "PUT", f"{path}/roles", json={"roles": ["teacher"]}),
        ]
    assert [answer.status_code for answer in answers] == [409, 409]


async def test_a_teacher_sees_names_and_no_addresses(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        teacher, pupil = await made.someone(AccountRole.TEACHER), await made.pupil("Bo Ek")
        await made.guard(await made.someone(AccountRole.GUARDIAN), pupil)
        answer = await made.ask(teacher, "GET", "/people")
    assert "Bo Ek" in answer.text
    assert "@" not in answer.text
    assert all(one["account"] is None and one["guardians"] == [] for one in answer.json()["people"])


async def test_a_guardian_who_has_an_account_confirms_when_signed_in_without_any_link(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made, other = await town(world, "Pajala"), await town(world, "Kemi")
        coordinator, pupil = await made.someone(AccountRole.COORDINATOR), await made.pupil("Bo Ek")
        gun = await other.someone(AccountRole.TEACHER, name="Gun Ek")
        asked = {"name": "Gun Ek", "email": "gun.ek@example.org"}
        handed = (await made.ask(coordinator, "POST", f"/people/{pupil.id}/guardians", json=asked)).json()
        assert (handed["mailed"], handed["url"]) == (False, None)

        async def mine() -> list[tuple[str, str, bool]]:
            told = (await world.client.get("/api/session/pupils", headers=gun.headers)).json()["pupils"]
            return [(one["municipality"]["name"], one["name"], one["confirmed"]) for one in told]

        assert await mine() == [("Pajala", "Bo Ek", False)]
        path = f"/api/session/pupils/{pupil.id}/confirmation"
        assert (await world.client.post(path, headers=coordinator.headers)).status_code == 404
        assert await mine() == [("Pajala", "Bo Ek", False)]
        assert (await world.client.post(path, headers=gun.headers)).status_code == 204
        assert await mine() == [("Pajala", "Bo Ek", True)]


async def test_confirming_one_pupil_confirms_no_other(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        gun = await made.someone(AccountRole.GUARDIAN)
        bo, eva = await made.pupil("Bo Ek"), await made.pupil("Eva Ek")
        for pupil in (bo, eva):
            await made.guard(gun, pupil, confirmed=False)
        await world.client.post(f"/api/session/pupils/{bo.id}/confirmation", headers=gun.headers)
        told = (await world.client.get("/api/session/pupils", headers=gun.headers)).json()["pupils"]
        assert {one["name"]: one["confirmed"] for one in told} == {"Bo Ek": True, "Eva Ek": False}


async def test_only_those_of_a_role_are_listed_where_no_other_is_asked_for(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        coordinator, teacher = [
            await made.someone(one) for one in (AccountRole.COORDINATOR, AccountRole.TEACHER)
        ]
        await made.pupil("Bo Ek")
        listed = (await made.ask(coordinator, "GET", "/people?role=teacher")).json()["people"]
        assert [one["id"] for one in listed] == [teacher.person_id]
        assert len((await made.ask(coordinator, "GET", "/people")).json()["people"]) == 3


async def test_a_guardian_whose_link_went_unused_is_handed_another_until_they_confirm(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        coordinator, pupil = await made.someone(AccountRole.COORDINATOR), await made.pupil("Bo Ek")
        teacher, guardian = await made.someone(AccountRole.TEACHER), await made.someone(AccountRole.GUARDIAN)
        await made.guard(guardian, pupil, confirmed=False)
        path = f"/people/{pupil.id}/guardians/{guardian.person_id}/link"
        assert (await made.ask(teacher, "POST", path, json={})).status_code == 403
        first, second = [(await made.ask(coordinator, "POST", path, json={})).json()["url"] for _ in range(2)]
        other = f"/people/{guardian.person_id}/guardians/{pupil.id}/link"
        assert (await made.ask(coordinator, "POST", other, json={})).status_code == 404
        said = []
        for url in (first, second):  # the newest holds alone
            body = {"token": url.partition("#l=")[2]}
            said.append((await world.client.post("/api/links/confirm", json=body, headers=PAGE)).status_code)
            world.client.cookies.clear()
        assert said[0] >= 400
        assert said[1] == 204
        assert (await made.ask(coordinator, "POST", path, json={})).status_code == 409


async def test_people_come_in_pages_of_which_nobody_is_missing_and_nobody_twice(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        names = [f"Pupil {n:03}" for n in range(LISTED + 7)]
        async with world.services.database.write() as connection:
            for name in (*names, "Åsa Ek"):
                await repository.add_person(connection, made.id, name, world.clock(), minor=True)

        async def every(part: str) -> list[list[str]]:
            pages, asked = [], f"/people?part={part}"
            while asked:
                answer = (await made.ask(admin, "GET", asked)).json()
                pages.append([one["name"] for one in answer["people"]])
                asked = f"/people?part={part}&after={answer['next']['after']}" if answer["next"] else ""
            return pages

        assert await every("account") == [[admin.person.name]]
        pages = await every("pupil")
        assert [len(page) for page in pages] == [LISTED, 8]
        assert sorted(name for page in pages for name in page) == sorted([*names, "Åsa Ek"])
        asked = {"part": "pupil", "named": "åsa"}
        found = (await made.ask(admin, "POST", "/people/search", json=asked)).json()
        assert ([one["name"] for one in found["people"]], found["next"]) == (["Åsa Ek"], None)
        assert (await made.ask(admin, "GET", "/people?part=pupil&after=nobody")).status_code == 404
