"""A teacher with a peer of their own and the server's echo, over the loopback network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rtc import Peer
from signaling.client import RoomClient
from signaling.local import connector
from signaling.messages import (
    Admit,
    ConnectionOpen,
    ConnectionState,
    Description,
    EndpointKind,
    Media,
    Roster,
)
from tests.server.world import World, server

PTIME_SAMPLES = 480


class Teacher:
    """Lets the echo in, connects to it, and collects what comes back."""

    def __init__(self, world: World, url: str) -> None:
        self.client = RoomClient(
            url, kind=EndpointKind.PAGE, media=Media(audio=True), connect=connector(world.services.rooms)
        )
        self.heard: list[tuple[bytes, int, float]] = []
        self.beats: list[Mapping[str, object]] = []
        self.peer: Peer | None = None
        self.up = asyncio.Event()
        self.changed = asyncio.Event()
        self._admitted: set[str] = set()

    async def run(self) -> None:
        async for message in self.client:
            if isinstance(message, Roster):
                for person in message.participants:
                    if person.admission == "waiting" and person.id not in self._admitted:
                        self._admitted.add(person.id)
                        self.client.send(Admit(participant=person.id))
            elif isinstance(message, ConnectionOpen):
                self.peer = self._make(message)
                if not message.polite:
                    await self._say(message.connection, "offer", await self.peer.offer())
            elif isinstance(message, Description) and self.peer is not None:
                if message.kind == "answer":
                    await self.peer.accept(message.sdp)
                else:
                    await self._say(message.connection, "answer", await self.peer.answer(message.sdp))

    def _make(self, opened: ConnectionOpen) -> Peer:
        def changed(state: str) -> None:
            if state == "up":
                self.client.send(ConnectionState(connection=opened.connection, state="up"))
                self.up.set()

        def beat(message: Mapping[str, object], arrival_s: float) -> None:
            self.beats.append(message)
            self.changed.set()

        def audio(packet: Any, arrival_s: float) -> None:
            self.heard.append((packet.payload, packet.timestamp, arrival_s))
            self.changed.set()

        return Peer(offers=not opened.polite, on_audio=audio, on_beat=beat, on_state=changed, loopback=True)

    async def _say(self, connection: str, kind: str, sdp: str) -> None:
        self.client.send(Description.model_validate({"connection": connection, "kind": kind, "sdp": sdp}))

    async def until(self, enough: Any) -> None:
        async with asyncio.timeout(20):
            while not enough():
                self.changed.clear()
                await self.changed.wait()


async def ask_for_echo(world: World, pause_ms: int) -> str:
    answer = await world.client.post("/api/echo", json={"pause_ms": pause_ms}, headers=world.host)
    assert answer.status_code == 201, answer.text
    (invite,) = answer.json()["invites"]
    assert invite["role"] == "teacher"
    url: str = invite["url"]
    return url


@pytest.mark.parametrize("pause_ms", [0, 300])
async def test_the_echo_plays_back_what_it_hears_after_its_pause(tmp_path: Path, pause_ms: int) -> None:
    async with server(tmp_path) as world:
        teacher = Teacher(world, await ask_for_echo(world, pause_ms))
        async with teacher.client:
            running = asyncio.create_task(teacher.run())
            async with asyncio.timeout(30):
                await teacher.up.wait()
            assert teacher.peer is not None
            await teacher.until(lambda: len(teacher.beats) >= 1)  # so the echo is up as well
            sent = [bytes([0xFC, i, i, i]) for i in range(20)]
            sent_s = time.monotonic()
            for i, payload in enumerate(sent):
                teacher.peer.audio.send(payload, i * PTIME_SAMPLES)
            await teacher.until(lambda: len(teacher.heard) == len(sent))
            running.cancel()
            await teacher.peer.close()
    assert [payload for payload, _, _ in teacher.heard] == sent
    stamps = [timestamp for _, timestamp, _ in teacher.heard]
    assert {(b - a) % (1 << 32) for a, b in pairwise(stamps)} == {PTIME_SAMPLES}
    assert teacher.heard[0][2] >= sent_s + pause_ms / 1000


async def test_the_echo_answers_beats_so_that_clocks_can_be_compared(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        teacher = Teacher(world, await ask_for_echo(world, 0))
        async with teacher.client:
            running = asyncio.create_task(teacher.run())
            async with asyncio.timeout(30):
                await teacher.up.wait()
            assert teacher.peer is not None
            await teacher.until(lambda: len(teacher.beats) >= 1)
            teacher.peer.send_beat({"v": 1, "n": 42, "now": 123.5, "echo": None})
            await teacher.until(lambda: teacher.beats[-1]["echo"] is not None)
            running.cancel()
            await teacher.peer.close()
    beat: Any = teacher.beats[-1]
    assert (beat["echo"]["t0"], beat["echo"]["n"]) == (123.5, 42)
    assert beat["echo"]["t1"] <= beat["now"]
