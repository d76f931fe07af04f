from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from signaling.frames import Frames

KINDS = st.sampled_from([Opcode.TEXT, Opcode.TEXT, Opcode.BINARY, Opcode.PONG])
BODIES = st.one_of(st.binary(max_size=10), st.integers(100, 125).map(bytes))


def of_client(kind: Opcode, body: bytes) -> bytes:
    return Frame(kind, body).serialize(mask=True)


def test_a_whole_text_is_read_as_the_parser_would() -> None:
    data = of_client(Opcode.TEXT, "hallå".encode()) + of_client(Opcode.TEXT, b"x" * 300)
    frames = Frames()
    assert frames.text(data, 0) == ("hallå".encode(), 12)
    assert frames.text(data, 12) == (b"x" * 300, len(data))


def test_what_is_no_whole_text_is_the_parsers() -> None:
    whole = of_client(Opcode.TEXT, b"hello")
    for data in (
        whole[:-1],
        whole[:5],
        of_client(Opcode.BINARY, b"hello"),
        Frame(Opcode.TEXT, b"hello", fin=False).serialize(mask=True),
        bytes([whole[0] | 0x40]) + whole[1:],
        Frame(Opcode.TEXT, b"hello").serialize(mask=False),
        of_client(Opcode.TEXT, bytes(70_000)),
    ):
        assert Frames().text(data, 0) is None


def test_what_only_looks_like_a_frame_within_another_is_not_taken() -> None:
    inner = of_client(Opcode.TEXT, b"inner")
    outer = of_client(Opcode.BINARY, bytes(6) + inner)
    frames = Frames()
    frames.follow(outer[: -len(inner)], 0)
    assert frames.text(inner, 0) is None


@given(st.lists(st.tuples(KINDS, BODIES), max_size=8), st.integers(0, 2**32), st.integers(1, 60))
def test_however_the_stream_is_cut_every_frame_is_read_once_and_in_order(
    sent: list[tuple[Opcode, bytes]], seed: int, cut: int
) -> None:
    stream = b"".join(of_client(kind, body) for kind, body in sent)
    rng, frames, parser, at = random.Random(seed), Frames(), ServerProtocol(state=OPEN), 0
    heard: list[bytes] = []
    while at < len(stream):
        size = rng.choice((cut, 2, 7, len(stream)))
        data, at, here = stream[at : at + size], at + size, 0
        while (found := frames.text(data, here)) is not None:
            text, here = found
            heard.append(text)
        if here < len(data):
            frames.follow(data, here)
            parser.receive_data(data[here:])
            heard += [bytes(event.data) for event in parser.events_received() if isinstance(event, Frame)]
    assert heard == [body for _, body in sent]
