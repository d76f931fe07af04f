from __future__ import annotations

import asyncio
import contextlib
import datetime
import hashlib
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import FastAPI
from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from signaling.client import RoomClient
from signaling.dialling import PinMismatch, ServerNotTrusted
from signaling.errors import error
from signaling.invite import Invite
from signaling.messages import (
    Admit,
    Bye,
    Chat,
    ChatLine,
    EndpointKind,
    Error,
    ErrorCode,
    Hello,
    Media,
    Role,
    Roster,
    Welcome,
    server_messages,
)
from signaling.rates import Limits
from signaling.websocket import PATH, UVICORN_SETTINGS, origin_allowed, routes
from tests.signaling.house import BOTH, House, until


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "school.example:8443", ()),
        ("https://school.example:8443", "school.example:8443", ()),
        ("https://school.example", "school.example:443", ()),
        ("https://school.example", "school.example", ()),
        ("https://SCHOOL.example", "school.example", ()),
        ("https://[::1]:8443", "[::1]:8443", ()),
        ("https://pages.example", "school.example", ("https://pages.example",)),
        ("https://pages.example:443", "school.example", ("https://pages.example",)),
    ],
)
def test_pages_of_the_same_host_of_allowed_origins_and_native_clients_may_come(
    origin: str | None, host: str, allowed: tuple[str, ...]
) -> None:
    assert origin_allowed(origin, host, allowed)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "school.example"),
        ("https://school.example:8444", "school.example:8443"),
        ("https://school.example.evil.example", "school.example"),
        ("http://pages.example", "school.example"),
        ("null", "school.example"),
        ("", "school.example"),
        ("https://", ""),
        ("file:///home", ""),
        ("https://[::1", "[::1"),
        ("https://school.example:99999", "school.example:99999"),
        ("https://school.example", None),
    ],
)
def test_other_pages_may_not(origin: str, host: str | None) -> None:
    assert not origin_allowed(origin, host, ("https://pages.example",))


def certificate(folder: Path) -> tuple[Path, Path, str]:
    """A certificate nobody has signed but itself, its key, and its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "klangbro")])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    der = made.public_bytes(serialization.Encoding.DER)
    return cert_path, key_path, hashlib.sha256(der).hexdigest()


@contextlib.asynccontextmanager
async def served(house: House, tls: tuple[Path, Path, str] | None = None) -> AsyncIterator[str]:
    """The service behind a real server on loopback; gives its origin."""
    app = FastAPI(routes=routes(house.service))
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, **UVICORN_SETTINGS)
    if tls is not None:
        config.ssl_certfile, config.ssl_keyfile = tls[0], str(tls[1])
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    port = listening.getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        await house.service.close()
        server.should_exit = True
        await serving


def at(origin: str, invite: Invite, fingerprint: str | None = None) -> Invite:
    return Invite(origin, invite.token, fingerprint)


def client(invite: Invite) -> RoomClient:
    return RoomClient(invite, kind=EndpointKind.PAGE, media=BOTH)


async def test_a_lesson_over_real_sockets() -> None:
    house = House()
    async with (
        served(house) as origin,
        client(at(origin, house.invite("teacher", Role.TEACHER))) as teacher,
        client(at(origin, house.invite("pupil"))) as pupil,
    ):
        await until(pupil, Welcome)
        roster = await until(teacher, Roster)
        while len(roster.participants) < 2:
            roster = await until(teacher, Roster)
        teacher.send(Admit(participant="pupil"))
        pupil.send(Chat(text="Hej! Hör du mig? 🎻"))
        teacher.send(Chat(text="Ja."))
        await until(pupil, Roster)
        pupil.send(Chat(text="Bra."))
        texts = {(await until(teacher, ChatLine)).text for _ in range(2)}
        assert texts <= {"Hej! Hör du mig? 🎻", "Ja.", "Bra."}


def goodbye(origin: str) -> ssl.SSLSocket:
    """Open a WebSocket, close it in its own protocol, and keep the socket."""
    host = urlsplit(origin)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    raw = socket.create_connection((host.hostname, host.port), timeout=30)
    held = trusting.wrap_socket(raw)
    protocol = ClientProtocol(parse_uri(f"wss://{host.netloc}{PATH}"))
    protocol.send_request(protocol.connect())
    held.sendall(b"".join(protocol.data_to_send()))
    while protocol.state is State.CONNECTING:
        protocol.receive_data(held.recv(4096))
    protocol.send_close(1001)
    held.sendall(b"".join(protocol.data_to_send()))
    while protocol.close_rcvd is None:
        protocol.receive_data(held.recv(4096))
    return held


async def test_a_client_that_said_goodbye_but_holds_its_socket_does_not_keep_the_server_from_stopping(
    tmp_path: Path,
) -> None:
    async with served(House(), certificate(tmp_path)) as origin:
        held = await asyncio.to_thread(goodbye, origin)
    held.close()


async def test_the_pinned_certificate_is_trusted_and_another_gets_not_even_the_token(tmp_path: Path) -> None:
    house = House()
    tls = certificate(tmp_path)
    async with served(house, tls) as origin:
        invite = house.invite("teacher", Role.TEACHER)
        async with client(at(origin, invite, tls[2])) as teacher:
            assert (await until(teacher, Welcome)).participant == "teacher"
        async with client(at(origin, invite, "0" * 64)) as fooled:
            with pytest.raises(PinMismatch):
                await until(fooled, Welcome)
        assert fooled.state == "ended"


async def test_without_a_pin_only_what_the_system_trusts_is_told_the_token(tmp_path: Path) -> None:
    house = House()
    async with served(house, certificate(tmp_path)) as origin:
        async with client(at(origin, house.invite("teacher", Role.TEACHER))) as careful:
            with pytest.raises(ServerNotTrusted, match="exactly as the server printed it"):
                await until(careful, Welcome)
        assert house.service.links == 0


async def test_a_page_of_another_origin_is_turned_away_before_it_can_speak() -> None:
    house = House()
    async with served(house) as origin:
        address = origin.replace("http", "ws") + "/ws"
        with pytest.raises(InvalidStatus, match="403"):
            async with connect(address, origin="https://evil.example"):  # type: ignore[arg-type]
                pass
        async with connect(address, origin=origin):  # type: ignore[arg-type]
            pass


async def test_a_binary_message_is_an_error_and_a_huge_one_the_end_of_its_sender_only() -> None:
    house = House()
    async with served(house) as origin:
        address = origin.replace("http", "ws") + "/ws"
        async with connect(address) as raw, client(at(origin, house.invite("pupil"))) as pupil:
            await until(pupil, Welcome)
            token = house.invite("teacher", Role.TEACHER).token
            hello = Hello(token=token, endpoint=EndpointKind.PAGE, media=Media())
            await raw.send(hello.model_dump_json())
            await raw.send(b"\x00\x01")
            errors = [m async for m in _read(raw, until_error=True) if isinstance(m, Error)]
            assert errors[-1].code is ErrorCode.BAD_MESSAGE
            await raw.send("x" * 200_000)
            with pytest.raises(ConnectionClosed):
                while True:
                    await raw.recv()
            assert pupil.state == "online"


async def test_who_says_nothing_is_told_to_say_hello() -> None:
    house = House(limits=Limits(hello_s=0.05))
    async with served(house) as origin, connect(origin.replace("http", "ws") + "/ws") as silent:
        message = server_messages.validate_json(await silent.recv())
        assert isinstance(message, Bye)
        assert message.code is ErrorCode.HELLO_FIRST
        with pytest.raises(ConnectionClosed):
            await silent.recv()
        assert silent.close_code == 1008


async def _read(raw: object, *, until_error: bool) -> AsyncIterator[object]:
    while True:
        message = server_messages.validate_json(await raw.recv())  # type: ignore[attr-defined]
        yield message
        if until_error and isinstance(message, Error):
            return


@pytest.mark.parametrize("size", [1, 100, 126, 1000, 30_000])
async def test_texts_of_every_length_arrive_whole_in_order_and_many_at_once(size: int) -> None:
    house = House()
    async with (
        served(house) as origin,
        client(at(origin, house.invite("teacher", Role.TEACHER))) as teacher,
    ):
        await until(teacher, Roster)
        (link,) = house.service._links.values()
        texts = [error(ErrorCode.GAP, text=f"{number} " + "å" * (size // 2)) for number in range(40)]
        assert all(link.post(text) for text in texts)
        assert [await until(teacher, Error) for _ in texts] == texts


async def test_a_client_that_does_not_read_is_not_written_to_for_ever() -> None:
    house = House(limits=Limits(queue_messages=50))
    async with (
        served(house) as origin,
        connect(f"ws{origin.removeprefix('http')}{PATH}", max_queue=1) as deaf,
    ):
        token = house.invite("teacher", Role.TEACHER).token
        await deaf.send(Hello(token=token, endpoint=EndpointKind.PAGE, media=Media()).model_dump_json())
        await deaf.recv()
        deaf.transport.pause_reading()
        (link,) = house.service._links.values()
        posted = 0
        while link.post_text("x" * 30_000) and posted < 2000:
            posted += 1
            await asyncio.sleep(0)
        assert posted < 2000
        deaf.transport.abort()


async def test_texts_that_come_in_one_piece_are_taken_up_in_order_whichever_way_each_takes() -> None:
    house = House()
    async with (
        served(house) as origin,
        connect(f"ws{origin.removeprefix('http')}{PATH}") as raw,
    ):
        token = house.invite("teacher", Role.TEACHER).token
        await raw.send(Hello(token=token, endpoint=EndpointKind.PAGE, media=Media()).model_dump_json())
        async for message in _read(raw, until_error=False):
            if isinstance(message, Roster):
                break
        said = [f"line {number}" for number in range(60)]
        for number, text in enumerate(said):  # nothing awaited for long: most leave in few pieces
            await raw.send(Chat(text=text, seq=number + 1).model_dump_json())
        heard: list[str] = []
        async for message in _read(raw, until_error=False):
            if isinstance(message, ChatLine):
                heard.append(message.text)
            if len(heard) == len(said):
                break
        assert heard == said


async def test_whoever_falls_silent_is_asked_whether_they_are_still_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(UVICORN_SETTINGS, "ws_ping_interval", 0.05)
    house = House()
    async with served(house) as origin, connect(f"ws{origin.removeprefix('http')}{PATH}") as raw:
        pinged = asyncio.Event()
        before = raw.protocol.recv_frame

        def note(frame: Frame) -> None:
            if frame.opcode is Opcode.PING:
                pinged.set()
            before(frame)

        monkeypatch.setattr(raw.protocol, "recv_frame", note)
        async with asyncio.timeout(30):
            await pinged.wait()
        assert raw.protocol.state is State.OPEN
