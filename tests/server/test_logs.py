from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest
from starlette.types import Message, Receive, Scope, Send

from server.logs import RequestLog, configure, scrub
from server.metrics import Measured, Metrics
from signaling.client import RoomClient
from signaling.local import connector
from signaling.messages import Admit, Chat, EndpointKind, Roster
from tests.server.world import build_pages, server


@pytest.fixture
def logged() -> io.StringIO:
    stream = io.StringIO()
    configure(json=True, level="debug", stream=stream)
    return stream


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwIn0.c2lnbmF0dXJl",
        "https://example.org/join#t=token&fp=00",
        "https://example.org/new#k=hostkey",
        "Authorization: Bearer hostkey",
        "192.0.2.17",
        "2001:db8::17",
        "fe80::1",
    ],
)
def test_what_looks_like_a_token_or_an_address_never_gets_out(secret: str) -> None:
    said = scrub(f"before {secret} after")
    assert "…" in said
    assert not {"hostkey", "token", "192.0.2.17", "db8", "fe80", "c2lnbmF0dXJl"} & set(
        said.replace("#", " ").split()
    )
    assert secret not in said


@pytest.mark.parametrize("plain", ["at 12:30:00", "version 1.2.3", "took 0.5 ms", "lesson 0123456789abcdef"])
def test_what_is_no_secret_is_left_alone(plain: str) -> None:
    assert scrub(plain) == plain


def test_an_exception_is_logged_without_its_secrets(logged: io.StringIO) -> None:
    try:
        raise ConnectionError("cannot reach 192.0.2.17 with Bearer abcdef")
    except ConnectionError:
        structlog.get_logger("klangbro").exception("failed")
    said = json.loads(logged.getvalue())
    assert said["event"] == "failed"
    assert said["exception"].endswith("ConnectionError: cannot reach … with …")
    assert "test_logs.py" in said["exception"]


def test_an_exception_that_may_quote_what_somebody_typed_is_named_only(logged: io.StringIO) -> None:
    try:
        raise ValueError("'Pelle Pupilsson' is no name")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    said = json.loads(logged.getvalue())
    assert said["exception"].endswith("ValueError")
    assert "Pelle" not in logged.getvalue()


def test_libraries_are_heard_from_warnings_on(logged: io.StringIO) -> None:
    logging.getLogger("aioice.ice").info("Check CandidatePair(192.0.2.17)")
    logging.getLogger("uvicorn.error").info("connection open")
    assert logged.getvalue() == ""
    logging.getLogger("uvicorn.error").warning("slow")
    assert json.loads(logged.getvalue())["event"] == "slow"


async def test_a_page_that_was_left_before_its_answer_is_no_fault_and_an_exception_is(
    logged: io.StringIO,
) -> None:
    async def left(scope: Scope, receive: Receive, send: Send) -> None:
        """As a file's answer ends when its asker has gone."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError

    async def nothing() -> Message:
        return {}

    async def nowhere(message: Message) -> None:
        """There is nobody."""

    metrics = Metrics("1")
    scope = {"type": "http", "method": "GET"}
    await Measured(RequestLog(left), metrics=metrics)(scope, nothing, nowhere)
    with pytest.raises(ValueError):
        await Measured(RequestLog(broken), metrics=metrics)(scope, nothing, nowhere)
    said = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [(one["status"], one["level"]) for one in said] == [(499, "debug"), (500, "warning")]
    counted = generate_latest(metrics.registry).decode()
    assert 'status="499"} 1.0' in counted
    assert 'status="500"} 1.0' in counted


async def test_a_whole_lesson_leaves_no_name_address_or_token_in_the_logs(
    tmp_path: Path, logged: io.StringIO
) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        made = await world.new_lesson(teacher="Tilda Teacherson", pupil="Pelle Pupilsson")
        urls = [invite["url"] for invite in made["invites"]]
        for path in ("/join", "/join?t=leaked-query", "/Pelle-Pupilsson", "/api/lessons/Pelle-Pupilsson"):
            await world.client.get(path)
        await world.client.post("/api/lessons", json={"teacher": "Tilda Teacherson"}, headers=world.host)
        way = connector(world.services.rooms)
        kind = EndpointKind.PAGE
        async with RoomClient(urls[0], kind=kind, connect=way) as teacher:
            async with RoomClient(urls[1], kind=kind, connect=way) as pupil:
                async for message in teacher:
                    if isinstance(message, Roster) and len(message.participants) == 2:
                        teacher.send(Admit(participant=message.participants[1].id))
                        break
                teacher.send(Admit(participant="nobody"))
                teacher.send(Chat(text="Hello Pelle Pupilsson"))
                await teacher.drained()
                await pupil.leave()
            await teacher.leave()
        secrets = [world.services.host_key, *(url.partition("#t=")[2] for url in urls)]
    text = logged.getvalue()
    assert '"event": "request"' in text
    for secret in (*secrets, "Pelle", "Pupilsson", "Tilda", "Teacherson", "127.0.0.1", "leaked-query", "eyJ"):
        assert secret not in text
