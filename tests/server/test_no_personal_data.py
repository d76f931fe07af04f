"""A lesson whose names and words can be found again: neither log nor figures nor addresses have them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest

from server.app import create_app
from server.logs import configure
from server.metrics import Metrics
from server.roles.names import AccountRole
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.local import connector
from signaling.messages import Admission, Admit, Chat, EndpointKind, Roster
from tests.server.staff import town
from tests.server.world import World, build_pages, server, settings_for

CANARY = "Kanarifågel"
SECRETS = (CANARY, "canary", "203.0.113.77", "eyJ")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(json=True, level="debug", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def a_lesson_and_all_that_goes_wrong_in_one(world: World) -> list[str]:
    """Return the addresses that were asked for."""
    made = await world.new_lesson(teacher=f"Anna {CANARY}", pupil=f"Bo {CANARY}", instrument=CANARY)
    teacher_url, pupil_url = [invite["url"] for invite in made["invites"]]
    here = await town(world, CANARY)
    admin = await here.someone(AccountRole.ADMIN, name=f"canary {CANARY}")
    child = await here.pupil(CANARY)
    asked = []
    header = {"Authorization": f"Bearer {parse(pupil_url).token}", "X-Forwarded-For": "203.0.113.77"}
    wrong = {"teacher": CANARY * 90, "pupil": f"\u202e{CANARY}"}
    for method, path, body in (
        ("GET", "/api/invite", None),
        ("POST", "/api/lessons", wrong),
        ("POST", "/api/lesson/scores", None),
        ("GET", f"/{CANARY}?t=canary", None),
        ("POST", "/api/session", {"email": "canary@example.org", "password": "canary-password"}),
    ):
        answer = await world.client.request(method, path, json=body, headers=header)
        assert answer.status_code < 500
    for method, path in (("GET", "/people"), ("POST", f"/people/{child.id}/export")):
        asked.append(str((await here.ask(admin, method, path)).url))
    rooms = connector(world.services.rooms)
    async with (
        RoomClient(teacher_url, kind=EndpointKind.PAGE, connect=rooms) as teacher,
        RoomClient(pupil_url, kind=EndpointKind.PAGE, connect=rooms) as pupil,
    ):
        async for message in teacher:
            if isinstance(message, Roster):
                waiting = [p for p in message.participants if p.admission is Admission.WAITING]
                if waiting:
                    teacher.send(Admit(participant=waiting[0].id))
                    break
        teacher.send(Chat(text=f"canary {CANARY}"))
        await teacher.drained()
        await pupil.leave()
        await teacher.leave()
    gone = await here.ask(admin, "POST", f"/people/{child.id}/erasure", json={})
    return [*asked, str(gone.url)]


async def test_neither_log_nor_figures_nor_addresses_know_who_had_a_lesson(
    tmp_path: Path, log: io.StringIO
) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        addresses = await a_lesson_and_all_that_goes_wrong_in_one(world)
        metrics = world.client._transport.app.state.metrics  # type: ignore[attr-defined]
        assert isinstance(metrics, Metrics)
        figures = generate_latest(metrics.registry).decode()
    written = log.getvalue()
    lines = [json.loads(line) for line in written.splitlines()]
    assert {"request"} <= {line["event"] for line in lines}
    assert "klangbro_http_requests_total" in figures
    for text in (written, figures, *addresses):
        assert [word for word in SECRETS if word.lower() in text.lower()] == []


def test_no_address_of_the_api_takes_a_name_or_an_email(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path), web_root=tmp_path)
    paths = app.openapi()["paths"]
    spoken = {
        parameter["name"]
        for path in paths.values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"path", "query"}
    }
    # "code" is OpenID Connect's: good once, and for the browser that asked for it alone (RFC 6749, 4.1.2).
    personal = {"name", "email", "token", "teacher", "pupil", "q", "search", "password"}
    assert spoken & personal == set()
    assert "municipality_id" in spoken
