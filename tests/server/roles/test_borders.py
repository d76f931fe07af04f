"""What a municipality's coordinator sees of another: what the agreement says, and nothing else."""

from __future__ import annotations

from pathlib import Path
from re import findall

from server.roles.names import AccountRole
from tests.server.border import MONTH, Border
from tests.server.staff import town
from tests.server.timetable.school import School
from tests.server.world import server

MIDDLE = "/agreements/{agreement}"
ASKED: tuple[tuple[str, str, object], ...] = (
    ("GET", MIDDLE, None),
    ("POST", f"{MIDDLE}/approval", {"version": 1}),
    ("POST", f"{MIDDLE}/ending", {"last_day": "2027-12-01"}),
    ("POST", f"{MIDDLE}/teachers", {"person": "nobody", "municipality": "nobody"}),
    ("POST", f"{MIDDLE}/guests", {"person": "nobody"}),
    ("GET", f"{MIDDLE}/hours", None),
    ("POST", f"{MIDDLE}/costs", {"month": MONTH, "amount_minor": 1}),
    ("POST", f"{MIDDLE}/disputes", {"entry": 1, "reason": "Not held."}),
    ("PUT", f"{MIDDLE}/disputes/any/word", {"outcome": "keep"}),
    ("GET", f"{MIDDLE}/settlements/{MONTH}", None),
    ("POST", f"{MIDDLE}/settlements/{MONTH}", None),
    ("GET", f"{MIDDLE}/settlements/{MONTH}/table", None),
    ("PUT", "/deliveries/{lesson}", {"outcome": "held", "minutes": 30}),
)


async def test_to_a_third_municipality_an_agreement_is_not_there(tmp_path: Path) -> None:
    async with server(tmp_path, rate_api="1000000/second") as world:
        giver, taker, third = [await town(world, name) for name in ("Luleå", "Pajala", "Kemi")]
        made = await Border.between(giver, taker)
        lesson = await made.given(teacher=await taker.someone(AccountRole.TEACHER))
        stranger = await third.someone(*AccountRole)
        for method, path, body in ASKED:
            asked = path.format(agreement=made.agreement, lesson=lesson)
            answer = await third.ask(stranger, method, asked, json=body)
            assert answer.status_code == 404, (method, path, answer.text)
            assert "Pajala" not in answer.text
        assert (await third.ask(stranger, "GET", "/agreements")).json() == {"agreements": []}


PLANNED = {
    "pupils": ["nobody"],
    "at": "14:00",
    "first_day": "2027-02-02",
    "last_day": "2027-03-02",
}
MOVED = {"day": "2027-02-02", "at": "15:00"}
OF_A_TIMETABLE: tuple[tuple[str, str, object], ...] = (
    ("GET", "?from_s=1800000000&to_s=1805000000", None),
    ("GET", "/frame", None),
    ("POST", "/terms", {"name": "Spring", "first_day": "2027-02-02", "last_day": "2027-03-02"}),
    ("POST", "/holidays", {"name": "Ski", "first_day": "2027-02-02", "last_day": "2027-03-02"}),
    ("POST", "/places", {"name": "Room 4"}),
    ("DELETE", "/places/{place}", None),
    ("POST", "/series", PLANNED),
    ("PUT", "/occurrences/{one}/time", MOVED),
    ("PUT", "/occurrences/{one}/teacher", {"teacher": "nobody"}),
    ("DELETE", "/occurrences/{one}", None),
    ("GET", "/feeds", None),
    ("POST", "/feeds", {"place": "{place}"}),
)


async def test_a_timetable_is_its_municipalitys_whatever_is_agreed(tmp_path: Path) -> None:
    async with server(tmp_path, rate_api="1000000/second") as world:
        school = await School.make(world)
        giver = await town(world, "Luleå")
        made = await Border.between(giver, school.town)
        _, guest = await made.guest()
        room = await school.place()
        (one, *_) = await school.plan(teacher=guest, place=room)
        stranger = await giver.someone(*AccountRole)
        for who in (made.coordinators[0], stranger):
            for method, path, body in OF_A_TIMETABLE:
                asked = path.format(one=one["id"], place=room)
                assert (await school.ask(method, asked, body, who=who)).status_code == 404, (method, path)
            # Nor is anything of it there under their own municipality's name.
            for method, path, body in OF_A_TIMETABLE:
                if "{" in path:
                    asked = f"/timetable{path.format(one=one['id'], place=room)}"
                    answer = await giver.ask(stranger, method, asked, json=body)
                    assert answer.status_code == 404, (method, path, answer.text)
            own = await giver.ask(who, "GET", "/timetable?from_s=1800000000&to_s=1805000000")
            assert own.json() == {"occurrences": []}
        assert len(await school.listed()) == 8


async def test_a_party_sees_hours_and_money_and_nobody_of_the_other_side_but_the_teachers_offered(
    tmp_path: Path,
) -> None:
    async with server(tmp_path) as world:
        giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
        made = await Border.between(giver, taker)
        teacher = await taker.someone(AccountRole.TEACHER)
        lesson = await made.given(teacher=teacher)
        said = {"outcome": "held", "minutes": 30}
        await taker.ask(teacher, "PUT", f"/deliveries/{lesson}", json=said)
        first = made.coordinators[0]
        told = ""
        for path in ("", "/hours", f"/settlements/{MONTH}", f"/settlements/{MONTH}/table"):
            answer = await giver.ask(first, "GET", f"/agreements/{made.agreement}{path}")
            assert answer.status_code == 200
            told += answer.text
        for secret in ("Child of Pajala", "coordinator 0 of Pajala", lesson, "example.org"):
            assert secret not in told
        for path in ("/people", "/deliveries?from_s=0&to_s=60", f"/lessons/{lesson}", "/agreements"):
            assert (await taker.ask(first, "GET", path)).status_code == 404
        assert (await giver.ask(first, "GET", f"/lessons/{lesson}")).status_code == 404


# What a path of the API names, where any id would not be understood.
NAMED = {
    "month": MONTH,
    "kind": "pupils",
    "purpose": "audio",
    "measurement": "abcdefghijklmnop",
    "run": "1",
}
RETENTION = "/retention/{kind}"


async def test_no_endpoint_of_a_municipality_is_there_for_anybody_of_another_whatever_is_agreed(
    tmp_path: Path,
) -> None:
    async with server(tmp_path, rate_api="1000000/second") as world:
        giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
        made = await Border.between(giver, taker)
        teacher = await taker.someone(AccountRole.TEACHER)
        ids = {
            "municipality_id": taker.id,
            "agreement_id": made.agreement,
            "lesson_id": await made.given(teacher=teacher),
            "person_id": teacher.person_id,
            "account_id": teacher.account_id,
            "place_id": (await world.services.readiness.add(taker.id, "Room 1")).id,
        }
        schema = (await world.client.get("/api/openapi.json")).json()
        asked = 0
        for path, methods in schema["paths"].items():
            if not path.startswith("/api/municipalities/{municipality_id}"):
                continue
            named = NAMED | ids | ({"kind": "lesson"} if path.endswith(RETENTION) else {})
            told = path
            for name in findall(r"\{(\w+)\}", path):
                told = told.replace(f"{{{name}}}", named.get(name, "0123456789abcdef"))
            for method in methods:
                for who in (made.coordinators[0], await giver.someone(*AccountRole)):
                    answer = await world.client.request(
                        method.upper(),
                        f"{told}?from_s=0&to_s=60",
                        headers=who.headers,
                        json=None if method in {"get", "delete"} else {},
                    )
                    assert answer.status_code == 404, (method, path, answer.text)
                    assert "Pajala" not in answer.text
                    asked += 1
        assert asked >= 2 * 80
