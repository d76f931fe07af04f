from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from signaling import tokens
from signaling.invite import parse
from signaling.messages import Role
from tests.server.world import START_S, server

WEEK_S = 7 * 24 * 3600


async def test_a_new_lesson_has_an_invite_for_its_teacher_and_one_for_its_pupil(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
    assert [(i["role"], i["name"]) for i in made["invites"]] == [("teacher", "Anna Lind"), ("pupil", "Bo Ek")]
    assert made["lesson"]["instrument"] == "violin"


async def test_an_invite_says_who_it_makes_one_in_which_lesson_and_until_when(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson(hours=2)
        invite = made["invites"][1]
        claims = tokens.verify(world.services.token_key, parse(invite["url"]).token, START_S)
    assert (claims.lesson, claims.role, claims.name) == (made["lesson"]["id"], Role.PUPIL, "Bo Ek")
    assert claims.invite == invite["id"]
    assert claims.expires_s == START_S + 2 * 3600


async def test_two_people_are_two_participants(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        key = world.services.token_key
        people = {tokens.verify(key, parse(i["url"]).token, START_S).participant for i in made["invites"]}
    assert len(people) == 2


async def test_the_list_gives_the_same_invites_again(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()
    assert listed == {"lessons": [made]}


async def test_a_lesson_that_is_over_is_listed_no_more(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await world.new_lesson()
        world.clock.at_s += WEEK_S
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()
    assert listed == {"lessons": []}


async def test_an_observer_can_be_invited_later(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        path = f"/api/lessons/{made['lesson']['id']}/invites"
        answer = await world.client.post(path, json={"role": "observer", "name": "Eva"}, headers=world.host)
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()
    assert answer.status_code == 201
    assert answer.json() in listed["lessons"][0]["invites"]


async def test_a_lesson_takes_a_bounded_number_of_invites(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        path = f"/api/lessons/{made['lesson']['id']}/invites"
        for _ in range(30):
            await world.client.post(path, json={"role": "observer", "name": "Eva"}, headers=world.host)
        answer = await world.client.post(path, json={"role": "observer", "name": "Eva"}, headers=world.host)
    assert answer.status_code == 409
    assert answer.json()["error"]["remedy"]


async def test_a_revoked_invite_is_marked_and_cannot_be_revoked_again(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        path = f"/api/invites/{made['invites'][1]['id']}"
        first = await world.client.delete(path, headers=world.host)
        second = await world.client.delete(path, headers=world.host)
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()
    assert (first.status_code, second.status_code) == (204, 404)
    assert [invite["revoked"] for invite in listed["lessons"][0]["invites"]] == [False, True]


async def test_a_revoked_lesson_is_gone_with_its_invites(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        path = f"/api/lessons/{made['lesson']['id']}"
        assert (await world.client.delete(path, headers=world.host)).status_code == 204
        assert (await world.client.get("/api/lessons", headers=world.host)).json() == {"lessons": []}
        more = await world.client.post(
            f"{path}/invites", json={"role": "pupil", "name": "Bo"}, headers=world.host
        )
    assert more.status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"teacher": ""},
        {"teacher": "   "},
        {"teacher": "A" * 81},
        {"pupil": "Bo\nEk"},
        {"pupil": "Bo\u202eEk"},
        {"pupil": None},
        {"hours": 0},
        {"hours": 1e9},
        {"hours": "nan"},
        {"colour": "red"},
    ],
)
async def test_what_makes_no_lesson_is_refused_and_not_repeated(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    async with server(tmp_path) as world:
        asked = {"teacher": "Anna Lind", "pupil": "Bo Ek", "instrument": "violin"} | changes
        answer = await world.client.post("/api/lessons", json=asked, headers=world.host)
        assert (await world.client.get("/api/lessons", headers=world.host)).json() == {"lessons": []}
    assert answer.status_code == 422
    assert "Lind" not in answer.text


async def test_a_protected_pupils_invite_keeps_to_the_relay_and_nobody_elses_does(tmp_path: Path) -> None:
    turn: dict[str, Any] = {"turn_urls": "turn:relay.example.org:3478", "turn_secret": "s" * 32}
    async with server(tmp_path, **turn) as world:
        made = await world.new_lesson(protected=True)
        key = world.services.token_key
        claims = [tokens.verify(key, parse(one["url"]).token, START_S) for one in made["invites"]]
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()["lessons"][0]
    assert [one.relay_only for one in claims] == [False, True]
    assert [one["protected"] for one in listed["invites"]] == [False, True]


async def test_nobody_is_called_protected_where_no_relay_hides_them(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        asked = {"teacher": "Anna", "pupil": "Alias", "protected": True}
        answer = await world.client.post("/api/lessons", json=asked, headers=world.host)
        assert answer.status_code == 409
        assert "KLANGBRO_TURN_URLS" in answer.json()["error"]["remedy"]
        made = await world.new_lesson()
        one_more = {"role": "pupil", "name": "Alias", "protected": True}
        lesson = made["lesson"]["id"]
        answer = await world.client.post(f"/api/lessons/{lesson}/invites", json=one_more, headers=world.host)
    assert answer.status_code == 409
