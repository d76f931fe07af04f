"""Fifty thousand generated messages: only declared errors, and no lesson closed. The parsers: tests/fuzz."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator

from signaling.connection import ConnectionLost, NotText
from signaling.messages import (
    Bye,
    Chat,
    ChatLine,
    EndpointKind,
    Error,
    Role,
    Welcome,
    server_messages,
)
from signaling.rates import Limits
from tests.signaling.house import House, until

COUNT = 50_000
CALM = Limits(calm_per_s=1e9, calm_burst=1e9, flood_per_s=1e9, flood_burst=1e9, queue_messages=100_000)
ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**63,
    1e308,
    "",
    "x",
    "\x00",
    "💥" * 20,
    "a" * 3000,
    [],
    [[]],
    {},
    {"type": "x"},
)
NAMES = ("teacher", "pupil", "third", "witness", "nobody")
IDS = ("c1", "c5", "c9", "c17", "e1", "..", "c-1")


def sound(rng: random.Random, seq: int) -> dict[str, object]:
    """A message as it should be, though perhaps not at this moment or from this sender."""
    kind = rng.randrange(12)
    connection = rng.choice(IDS)
    by_kind: list[dict[str, object]] = [
        {"type": "ack", "seq": rng.randrange(40)},
        {"type": "description", "seq": seq, "connection": connection, "kind": "offer", "sdp": "v=0"},
        {"type": "candidate", "connection": connection, "candidate": "candidate:1 1 udp 1", "mid": "0"},
        {"type": "admit", "seq": seq, "participant": rng.choice(NAMES)},
        {"type": "refuse", "seq": seq, "participant": rng.choice(NAMES), "word": "later"},
        {"type": "remove", "seq": seq, "participant": rng.choice(NAMES)},
        {"type": "connection_state", "seq": seq, "connection": connection, "state": "failed"},
        {"type": "set_profile", "seq": seq, "profile": "duet"},
        {"type": "set_media", "seq": seq, "microphone": True, "camera": False},
        {"type": "levels", "peak_dbfs": -20.0, "clipped": False},
        {"type": "hello", "token": "a.b.c", "endpoint": "page", "media": {"audio": True}},
        {"type": "leave", "seq": seq} if rng.random() < 0.01 else {"type": "chat", "seq": seq, "text": "hej"},
    ]
    return by_kind[kind]


def spoil(rng: random.Random, message: dict[str, object]) -> str:
    """Something wrong with it, or nothing."""
    how = rng.randrange(8)
    if how == 0:
        message[rng.choice(list(message))] = rng.choice(ODD)
    elif how == 1:
        message.pop(rng.choice(list(message)))
    elif how == 2:
        message[rng.choice(("extra", "seq", "type", "token", "__class__"))] = rng.choice(ODD)
    text = json.dumps(message)
    if how == 3:
        text = text[: rng.randrange(len(text))]
    elif how == 4:
        where = rng.randrange(len(text))
        text = text[:where] + rng.choice('{}[]",:\\0n\ud7ffé') + text[where + 1 :]
    elif how == 5 and rng.random() < 0.1:
        text = rng.choice(
            (
                "",
                "null",
                "[]",
                "NaN",
                "1e999",
                "[" * 20_000,
                '{"a":' * 5_000,
                "x" * 40_000,
                '"\\ud800"',
                "\ufeff{}",
            )
        )
    return text


class Script:
    """A transport on which somebody reads out what was generated and hears everything."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._closed = asyncio.Event()
        self.heard: Counter[str] = Counter()

    async def receive(self) -> str:
        if self._closed.is_set():
            raise ConnectionLost
        text = next(self._texts, None)
        if text is None:
            raise ConnectionLost
        if text == "bytes":
            raise NotText
        return text

    async def send(self, text: str, /) -> None:
        message = server_messages.validate_json(text)
        self.heard[message.code if isinstance(message, Error | Bye) else message.type] += 1

    async def close(self, code: int, reason: str, /) -> None:
        self._closed.set()


def talk(rng: random.Random, house: House, who: str, left: list[int]) -> Iterator[str]:
    hello: dict[str, object] = {
        "type": "hello",
        "token": house.invite(who, Role.TEACHER if who == "teacher" else Role.PUPIL).token,
        "endpoint": "page",
        "media": {"audio": True, "video": True},
    }
    yield json.dumps(hello) if rng.random() < 0.95 else spoil(rng, hello)
    seq = 1
    for _ in range(500):
        if left[0] <= 0:
            return
        left[0] -= 1
        text = "bytes" if rng.random() < 0.005 else spoil(rng, sound(rng, seq))
        yield text
        if '"seq": ' + str(seq) in text:  # most likely counted; a gap now and then does no harm
            seq += rng.random() > 0.01


async def test_the_room_and_the_service_answer_anything_with_declared_errors_and_the_lesson_goes_on() -> None:
    house, rng, left = House(limits=CALM), random.Random(7), [COUNT]
    heard: Counter[str] = Counter()
    welcomes = 0
    async with house.service, house.client("witness", Role.TEACHER, kind=EndpointKind.COMPANION) as witness:
        await until(witness, Welcome)
        while left[0] > 0:
            scripts = [Script(talk(rng, house, who, left)) for who in ("teacher", "pupil", "third")]
            await asyncio.gather(*(house.service.serve(script) for script in scripts))
            for script in scripts:
                heard += script.heard
        witness.send(Chat(text="still here"))
        async for message in witness:
            welcomes += isinstance(message, Welcome)
            if isinstance(message, ChatLine) and message.text == "still here":
                break
    assert welcomes == 0, "the witness had to come back"
    assert heard["server_error"] == 0
    for kind in (
        "bad_message",
        "too_large",
        "no_such_connection",
        "not_admitted",
        "gap",
        "chat_line",
        "roster",
    ):
        assert heard[kind] > 0, kind
